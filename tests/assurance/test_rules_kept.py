"""Duties, frameworks, criteria and scales kept by hand: nothing overlaps, nothing that was judged goes, history says why."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from assurance.dossier import read_dossier
from assurance.models import AssuranceReview, Criterion, Duty, DutyVersion, Framework, FrameworkYear, RatingScale
from assurance.querysets import decisions_for_list
from assurance.rules.duties import Version, overlapping, version_in_force
from assurance.services import rules_as_data as services
from crm.core.models import AuditEvent
from crm.core.services import explained
from tests.assurance.factories import ActivityFactory, DecisionFactory, criterion, link

pytestmark = pytest.mark.django_db
WORDS = {"statute": "An Act", "binds": "ICB", "trigger": "Always", "evidence": "A record", "succeeded_by": None, "source": "The Act", "confidence": "S"}


def in_force(key: str, on: date) -> DutyVersion | None:
    return DutyVersion.objects.in_force(on).filter(duty__key=key).first()


def test_duty_to_involve_changed_hands_between_two_days():
    assert in_force("ccg-involve", date(2022, 6, 30)) and not in_force("icb-involve", date(2022, 6, 30))
    assert in_force("icb-involve", date(2022, 7, 1)) and not in_force("ccg-involve", date(2022, 7, 1))
    rows = [Version(*row) for row in DutyVersion.objects.values_list("duty__key", "pk", "valid_from", "valid_to")]
    assert version_in_force(rows, "icb-involve", date(2022, 6, 30)) is None
    assert version_in_force(rows, "icb-involve", date(2022, 7, 1)).key == "icb-involve"


def test_scrutiny_has_another_version_from_31_january_2024():
    before, after = in_force("la-scrutiny", date(2024, 1, 30)), in_force("la-scrutiny", date(2024, 1, 31))
    assert (before.valid_to, after.valid_from) == (date(2024, 1, 30), date(2024, 1, 31))
    assert before.pk != after.pk


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(None, date(2022, 6, 30)), (date(2022, 7, 1), None)], False),
        ([(None, date(2022, 7, 1)), (date(2022, 7, 1), None)], True),
        ([(date(2024, 1, 1), None), (date(2025, 1, 1), date(2025, 2, 1))], True),
        ([(date(2025, 1, 1), date(2025, 2, 1)), (None, date(2024, 12, 31))], False),
        ([(None, None), (None, date(2020, 1, 1))], True),
    ],
)
def test_spans_that_share_a_day(spans, expected):
    assert overlapping(spans) is expected


def test_new_version_ends_the_one_before_the_day_before_and_past_days_keep_theirs(lead):
    duty = Duty.objects.get(key="psed")
    old = duty.versions.get()
    values = WORDS | {"valid_from": date(2027, 4, 1), "valid_to": None}
    services.add_version(duty, values=values, reason="Amended by an Act", actor=lead)
    old.refresh_from_db()
    assert old.valid_to == date(2027, 3, 31)
    assert in_force("psed", date(2027, 3, 31)).pk == old.pk
    assert in_force("psed", date(2027, 4, 1)).statute == "An Act"
    line = AuditEvent.objects.filter(table_name="assurance_dutyversion", record_key=str(old.pk)).latest("pk")
    assert (line.reason, line.parent, line.actor) == ("Amended by an Act", f"assurance_duty:{duty.pk}", f"user:{lead.pk}")


def test_versions_never_overlap(lead):
    duty = Duty.objects.get(key="la-scrutiny")
    before, after = duty.versions.all()
    with pytest.raises(ValidationError, match="one version a day"):
        services.change_version(before, values=WORDS | {"valid_from": None, "valid_to": date(2024, 1, 31)}, seen="", reason="x", actor=lead)
    with pytest.raises(ValidationError, match="begins on that day already"):
        services.add_version(duty, values=WORDS | {"valid_from": date(2024, 1, 31), "valid_to": None}, reason="x", actor=lead)
    with pytest.raises(ValidationError, match="one version a day"):  # it would run into the one of 31 January 2024
        services.add_version(duty, values=WORDS | {"valid_from": date(2020, 1, 1), "valid_to": None}, reason="x", actor=lead)
    before.refresh_from_db()
    assert (before.valid_to, after.valid_from, duty.versions.count()) == (date(2024, 1, 30), date(2024, 1, 31), 2)


class TestDatabaseKeepsVersionsApart:
    """What the service refuses, the table refuses too: bulk updates, files and SQL do not get round it."""

    @staticmethod
    def versions():
        duty = Duty.objects.create(key="tested", name="A duty")
        plain = {name: WORDS[name] for name in ("statute", "binds", "trigger", "evidence", "source", "confidence")}
        first = DutyVersion.objects.create(duty=duty, valid_to=date(2024, 1, 30), **plain)
        return first, DutyVersion(duty=duty, valid_from=date(2024, 1, 31), **plain)

    def test_versions_that_touch_are_fine(self):
        first, second = self.versions()
        second.save()
        assert list(first.duty.versions.values_list("valid_from", "valid_to")) == [(None, date(2024, 1, 30)), (date(2024, 1, 31), None)]

    def test_one_shared_day_is_refused_in_words(self):
        _first, second = self.versions()
        second.valid_from = date(2024, 1, 30)
        with pytest.raises(ValidationError, match="one version a day") as refused, explained():
            second.save()
        assert list(refused.value.message_dict) == ["valid_from"]

    def test_sql_is_refused_too(self):
        first, second = self.versions()
        second.save()
        with pytest.raises(IntegrityError, match="duty_versions_do_not_overlap"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE assurance_dutyversion SET valid_to = '2024-01-31' WHERE id = %s", [first.pk])
        first.refresh_from_db()
        assert first.valid_to == date(2024, 1, 30)

    def test_other_duties_are_not_in_the_way(self):
        first, _second = self.versions()
        other = Duty.objects.create(key="tested-too", name="Another duty")
        DutyVersion.objects.filter(pk=first.pk).update(valid_to=None)
        first.pk, first.duty = None, other
        first.save(force_insert=True)
        assert other.versions.count() == 1


def test_somebody_elses_change_is_not_written_over(lead):
    version = DutyVersion.objects.get(duty__key="psed")
    seen = services.mark_of(version)
    DutyVersion.objects.filter(pk=version.pk).update(statute="Changed meanwhile")
    with pytest.raises(ValidationError, match="Somebody else changed this"):
        services.change_version(version, values=WORDS | {"valid_from": None, "valid_to": None}, seen=seen, reason="x", actor=lead)


def test_criterion_that_evidence_rests_on_is_ended_not_removed(lead, decision):
    used, unused = criterion("gunning:1"), criterion("gunning:2")
    link(decision, ActivityFactory(project=decision.project), "gunning:1")
    with pytest.raises(ValidationError, match="End it instead"):
        services.remove_criterion(used, reason="A mistake", actor=lead)
    services.remove_criterion(unused, reason="A mistake", actor=lead)
    assert list(Criterion.objects.filter(framework__key="gunning").values_list("code", flat=True)) == ["1", "3", "4"]


def test_decision_is_read_against_the_criteria_of_its_own_day(lead):
    Criterion.objects.filter(framework__key="duty-to-involve", code="8").update(valid_to=date(2026, 2, 28))
    Criterion.objects.filter(framework__key="duty-to-involve", code="7").update(valid_from=date(2026, 3, 2))
    before, between = DecisionFactory(duty_as_at=date(2026, 2, 28)), DecisionFactory(duty_as_at=date(2026, 3, 1))
    rests = DecisionFactory(duty_as_at=date(2026, 3, 1))
    link(rests, ActivityFactory(), "duty-to-involve:8")

    def codes(decision) -> str:
        return "".join(view.criterion.code for view in read_dossier(lead, decision.pk).frameworks[0].criteria)

    assert (codes(before), codes(between), codes(rests)) == ("1234568", "123456", "1234568")
    asked = dict(decisions_for_list(lead).values_list("pk", "asked"))
    assert (asked[before.pk], asked[between.pk]) == (7, 6)


def test_next_years_framework_takes_over_the_criteria_that_have_not_ended(lead):
    pcei = Framework.objects.get(key="pcei")
    Criterion.objects.filter(framework=pcei, code="A1").update(valid_to=date(2019, 3, 31))
    values = {"name": "The next one", "use": "year", "source": "Guidance", "confidence": "K", "scale": pcei.scale, "most_items": 3}
    made = services.create_framework(key="next", values=values, copy_criteria_of=pcei, actor=lead)
    assert made.criteria.count() == 17 and not made.criteria.filter(code="A1").exists()
    assert pcei.criteria.count() == 18 and made.is_edited
    with pytest.raises(ValidationError, match="word of our addresses"):
        services.create_framework(key="years", values=values, copy_criteria_of=None, actor=lead)


def test_word_in_which_a_verdict_was_given_stays_in_its_scale(lead):
    pcei = Framework.objects.get(key="pcei")
    year = FrameworkYear.objects.create(framework=pcei, year="2019/20", starts_on="2019-04-01", ends_on="2020-03-31")
    AssuranceReview.objects.create(framework_year=year, domain="Governance", verdict="good", reviewer=lead, reviewer_role="Lead", reviewed_on="2020-05-01")
    scale = RatingScale.objects.get(key="pcei")
    without = {"name": scale.name, "bands": scale.bands, "values": [value for value in scale.values if value["code"] != "good"]}
    with pytest.raises(ValidationError, match="so they must stay: Good"):
        services.change_scale(scale, values=without, seen="", reason="x", actor=lead)
    unused = without | {"values": [value for value in scale.values if value["code"] != "outstanding"]}
    assert len(services.change_scale(scale, values=unused, seen="", reason="x", actor=lead).values) == 3


def test_shipped_scale_of_the_indicator_has_its_bands():
    scale = RatingScale.objects.get(key="pcei")
    assert [(band["least"], band["label"]) for band in scale.bands] == [
        (14, "Green star/Outstanding"), (10, "Green/Good"), (5, "Amber/Requires improvement"), (0, "Red/Inadequate"),
    ]  # fmt: skip
    pcei = Framework.objects.get(key="pcei")
    assert (pcei.scored_by, pcei.most_items, pcei.in_year_only, pcei.own_site_only, pcei.succeeded_by.key) == ("domain", 3, True, True, "icb-aa")
