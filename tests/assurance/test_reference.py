"""Duties and frameworks as data: what the sources say, and nothing that it does not."""

from datetime import date

import pytest

from assurance.models import Criterion, Duty, DutyVersion, Framework
from assurance.reference import load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded():
    load(lambda line: None)


def test_loading_twice_changes_nothing():
    said: list[str] = []
    load(said.append)
    assert [line.split(": ")[0] for line in said] == ["Duties", "Duty versions", "Rating scales", "Frameworks", "Criteria"]
    assert all(": 0 added, 0 changed, " in line for line in said)


def test_a_difference_is_counted_and_mended():
    Duty.objects.filter(key="psed").update(name="Another name")
    said: list[str] = []
    load(said.append)
    assert said[0] == "Duties: 0 added, 1 changed, 29 as before"
    assert Duty.objects.get(key="psed").name == "Public sector equality duty"


def test_duty_to_involve_changed_hands_on_1_july_2022():
    old = DutyVersion.objects.get(duty__key="ccg-involve")
    new = DutyVersion.objects.get(duty__key="icb-involve")
    assert (old.valid_from, old.valid_to, old.succeeded_by.key) == (None, date(2022, 6, 30), "icb-involve")
    assert (new.valid_from, new.valid_to) == (date(2022, 7, 1), None)


def test_councils_lost_the_power_to_refer_on_31_january_2024():
    before, after = DutyVersion.objects.filter(duty__key="la-scrutiny").order_by("valid_to")
    assert (before.valid_to, after.valid_from) == (date(2024, 1, 30), date(2024, 1, 31))


def test_frameworks_and_numbers_of_criteria():
    counts = {framework.key: framework.criteria.count() for framework in Framework.objects.all()}
    assert counts == {
        "duty-to-involve": 8, "gunning": 4, "five-tests": 5, "brown": 6, "pcei": 18, "ten-actions": 10, "icb-aa": 13, "icb-ar": 10, "wip10": 10, "eds": 11,
    }  # fmt: skip
    assert Framework.objects.first().key == "duty-to-involve"


def test_pcei_is_historical_and_says_whose_wording_it_is():
    pcei = Framework.objects.get(key="pcei")
    assert (pcei.valid_from, pcei.valid_to, pcei.is_historical) == (date(2017, 4, 1), date(2020, 3, 31), True)
    assert "wording and numbering are ours" in pcei.note
    assert Criterion.objects.get(framework=pcei, code="D1").domain == "Feedback and evaluation"


def test_every_duty_has_a_source_and_says_how_sure_it_is():
    assert not DutyVersion.objects.filter(source="").exists()
    assert Duty.objects.filter(versions=None).count() == 0
