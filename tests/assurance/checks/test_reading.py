"""Facts out of the database: what the reader may see, and the worked example."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from activities.models import Activity, ActivityFile, ActivityType
from assurance.checking import checked, common_finding, findings_of
from assurance.dossier import read_dossier
from assurance.models import Decision, DecisionFramework, EvidenceItem, EvidenceUse, Framework, ImpactAssessment, InvolvementAssessment, PaperCover
from assurance.rules.checks import Finding
from crm.core.models import Attachment, RestrictedPeriod
from crm.desk.example import covid_learning
from tests.assurance.factories import ActivityFactory, DecisionFactory, InsightFactory, ProjectFactory, ResponseFactory, criterion, link

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


def findings(decision, user, **values) -> dict[str, Finding]:
    return {finding.code: finding for finding in findings_of(read_dossier(user, decision.pk, **values), today=TODAY)}


@pytest.fixture
def taken(db) -> Decision:
    """Options fixed on 15 May 2026, taken on 3 September; one meeting on 10 March."""
    project = ProjectFactory()
    ActivityFactory(project=project, title="Meeting with carers")
    return DecisionFactory(
        project=project, title="Close twelve beds", state="taken", options_fixed_on=date(2026, 5, 15), decided_on=date(2026, 9, 3), path="reconfiguration"
    )


def test_the_worked_example_shows_what_its_source_supports_and_no_more(lead):
    """The page says that people were being asked and no decision was taken: Gunning 1. It says nothing on which 2 to 4 could rest."""
    covid_learning.load({})
    decision = Decision.objects.get(title="What to keep, adapt or reverse for the long term")
    found = findings(decision, lead)
    assert {code: found[code].state for code in ("gunning:1", "gunning:2", "gunning:3", "gunning:4")} == {
        "gunning:1": "found", "gunning:2": "cannot_tell", "gunning:3": "cannot_tell", "gunning:4": "not_found",
    }  # fmt: skip
    assert found["gunning:1"].sentence == (
        "The decision is not taken yet, and no day is recorded on which options were fixed. "
        "9 activities with people came while options were open. Dates are not known for 9."
    )
    assert {row.text for row in found["gunning:3"].rows} == {
        "Online public survey", "Phone service to complete the survey", "Comments by e-mail about recent NHS experience"
    }  # fmt: skip
    assert [row.date_text for row in found["gunning:3"].rows].count("ran during June; the year is not stated") == 1
    assert {found[f"brown:{number}"].state for number in (1, 2, 3, 5, 6)} == {"not_found"}
    assert found["brown:4"].state == "cannot_tell" and found["feedback:1"].state == "not_found"
    assert {found[f"five-tests:T{number}"].state for number in range(1, 6)} == {"does_not_arise"}


def test_the_emergency_of_the_example_says_that_it_was_urgent_and_cannot_be_told(lead):
    covid_learning.load({})
    found = findings(Decision.objects.get(title="Significant emergency changes to services"), lead)
    assert found["gunning:1"].state == "cannot_tell" and "taken before involvement was possible" in found["gunning:1"].sentence
    assert found["gunning:4"].state == "not_found" and found["brown:1"].state == "cannot_tell"


def test_what_is_kept_to_named_people_counts_for_them_alone(taken, lead, officer):
    taken.project.activities.all().delete()
    ActivityFactory(project=taken.project, title="CANARY", visibility="restricted", named_user_ids=[lead.pk])
    seen, not_seen = findings(taken, lead)["gunning:1"], findings(taken, officer)["gunning:1"]
    assert (seen.state, not_seen.state, not_seen.rows) == ("found", "not_found", ())
    assert findings(taken, lead, leaves_the_room=True)["gunning:1"].state == "not_found"
    assert common_finding(read_dossier(lead, taken.pk), "gunning:1", today=TODAY).state == "not_found"


def test_cancelled_archived_and_training_activities_count_for_nothing(taken, lead):
    project = taken.project
    project.activities.update(status=Activity.Status.CANCELLED)
    ActivityFactory(project=project, archived_at=timezone.now(), archived_reason="Twice")
    ActivityFactory(project=project, is_training=True)
    assert findings(taken, lead)["gunning:1"].sentence == "No activity is recorded."


def test_published_files_and_pages_and_adjustments_are_read(taken, lead):
    activity = taken.project.activities.get()
    Activity.objects.filter(pk=activity.pk).update(adjustments_met="Large print sent")
    for name, kind, is_published in (("Leaflet.pdf", "material", True), ("Minutes.pdf", "minutes", True), ("Draft.pdf", "material", False)):
        attachment = Attachment.objects.create(file=ContentFile(b"x", name=name), name=name, content_type="application/pdf", size=1, sha256="0" * 64)
        ActivityFile.objects.create(activity=activity, attachment=attachment, kind=kind, is_published=is_published)
    page = EvidenceItem.objects.create(kind="web", title="Easy read page", url="https://www.example.nhs.uk/p", as_at=date(2026, 3, 10), is_published=True)
    for key in ("duty-to-involve:4", "duty-to-involve:3"):
        EvidenceUse.objects.create(decision=taken, item=page, criterion=criterion(key), state="linked")
    finding = findings(taken, lead)["gunning:2"]
    assert finding.state == "found" and "2 published items recorded" in finding.sentence and "easy read and large print" in finding.sentence
    assert [(row.text, row.kind) for row in finding.rows] == [("Leaflet.pdf", "activity"), ("Easy read page", "web"), ("Meeting with carers", "activity")]


def test_days_open_leave_out_bank_holidays_and_restricted_periods(taken, lead):
    survey = ActivityType.objects.get_or_create(code="survey", defaults={"label": "Survey"})[0]
    ActivityFactory(project=taken.project, type=survey, date_from=date(2026, 3, 10), date_to=date(2026, 4, 10))
    RestrictedPeriod.objects.create(name="Elections", starts_on="2026-04-08", ends_on="2026-05-07")
    # 32 days; Good Friday 3 and Easter Monday 6 April; 8, 9 and 10 April in the period: 27 left, against 56 of a reconfiguration
    sentence = findings(taken, lead)["gunning:3"].sentence
    assert "Not counted: 5 days (Good Friday, Easter Monday and Elections). 27 days left." in sentence and "29 days shorter" in sentence


def test_impact_assessments_covers_and_responses_are_read(taken, lead):
    ImpactAssessment.objects.create(decision=taken, kind="ehia", done_on=date(2026, 4, 1), outcome="Two groups", local_reference="EHIA 7")
    ImpactAssessment.objects.create(decision=taken, kind="qia", done_on=date(2026, 4, 2), outcome="Safe")
    values = {"decision": taken, "text": "x", "written_by": lead, "boxes": {"equality": "Two groups"}, "sha256": "0" * 64, "unreviewed_because": "Late"}
    PaperCover.objects.create(number=1, state="draft", **values)
    PaperCover.objects.create(number=2, state="frozen", signed_at=timezone.make_aware(timezone.datetime(2026, 8, 20, 23, 30)), **values)
    ResponseFactory(decision=taken, considered_on=date(2026, 8, 27), approved_by=lead, approved_on=date(2026, 9, 4), told_on=date(2026, 9, 12))
    found = findings(taken, lead)
    assert found["brown:1"].state == "found" and "Cover 2" in found["brown:1"].sentence and "Thu 20 August 2026" in found["brown:1"].sentence
    assert "155 days before" in found["brown:2"].sentence and len(found["brown:2"].rows) == 1
    assert found["brown:6"].sentence == "Recorded: the document of the assessment (EHIA 7)."
    assert found["gunning:4"].state == "partly" and found["feedback:1"].state == "found"


def test_evidence_of_a_test_of_service_change_is_read_and_another_frameworks_is_not(taken, lead):
    framework = Framework.objects.get(key="five-tests")
    DecisionFramework.objects.create(decision=taken, framework=framework)
    insight = InsightFactory(activity=taken.project.activities.get())
    link(taken, insight, "five-tests:T2", "pcei:C1")
    found = findings(taken, lead)
    assert found["five-tests:T2"].state == "found" and insight.reference in found["five-tests:T2"].sentence
    assert found["five-tests:T3"].state == "cannot_tell" and found["five-tests:T5"].state == "cannot_tell"


def test_the_newest_assessment_counts(taken, lead):
    taken.project.activities.all().delete()
    InvolvementAssessment.objects.create(decision=taken, arranged_by_us="yes", outcome="applies", reason="At first")
    said = {"equality": "None", "inequalities": "None", "scrutiny": "No", "public_promises": "None"}
    InvolvementAssessment.objects.create(decision=taken, arranged_by_us="yes", outcome="does-not-apply", reason="Then not", **said)
    assert findings(taken, lead)["gunning:1"].state == "does_not_arise"


def test_findings_and_views_cost_two_queries_whatever_the_number_of_rows(taken, lead, django_assert_num_queries):
    ActivityFactory.create_batch(12, project=taken.project)
    dossier = read_dossier(lead, taken.pk)
    with django_assert_num_queries(2):
        findings_of(dossier, today=TODAY)
    with django_assert_num_queries(2):
        checked(dossier, today=TODAY)
