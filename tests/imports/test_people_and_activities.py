"""Our templates for people and activities."""

import pytest

from activities.models import Activity
from crm.core.importing import roll_back
from crm.desk.importing import KINDS
from partners.models import Person
from tests.imports.conftest import table
from tests.partners.factories import OrganisationFactory, PersonFactory, RoleFactory

PEOPLE = ["Name", "E-mail address", "Phone", "Role", "Organisation", "Since", "Until"]
ACTIVITIES = ["Title", "Type", "Date", "Until", "Organisations", "Members of the public", "What was heard", "How"]


def back(batch):
    return roll_back(batch, KINDS[batch.kind], actor=None)


def test_one_person_with_two_roles_is_one_person(imported):
    first, second = OrganisationFactory(name="Carers of Deal"), OrganisationFactory(name="Carers of Dover")
    content = table(
        PEOPLE,
        ["Chair", "chair@example.org", "", "Chair", "carers of deal", "2024-01-01", ""],
        ["Chair", "CHAIR@example.org", "", "Trustee", second.reference, "", ""],
    )
    batch = imported("people", content)
    assert (batch.made, batch.matched) == (1, 1)
    person = Person.objects.get()
    assert {(role.organisation, role.role) for role in person.roles.all()} == {(first, "Chair"), (second, "Trustee")}
    again = imported("people", content)
    assert (again.made, again.matched, again.row_set.filter(changed=True).count()) == (0, 2, 0)
    back(again)
    back(batch)
    assert not Person.objects.exists()


def test_a_person_is_known_by_name_at_the_same_organisation(imported):
    holding = RoleFactory(person__name="Engagement lead", organisation__name="Carers of Deal", role="Chair")
    batch = imported("people", table(PEOPLE, ["Engagement lead", "lead@example.org", "01304 1", "Trustee", "Carers of Deal", "", ""]))
    person = Person.objects.get()
    assert (person, person.email, person.roles.count()) == (holding.person, "lead@example.org", 2)
    back(batch)
    person.refresh_from_db()
    assert (person.email, [role.role for role in person.roles.all()]) == ("", ["Chair"])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            ["X", "", "", "Chair", "Nobody here", "", ""],
            "There is no organisation “Nobody here” here. Add or import it first, or write its reference, like ORG-12.",
        ),
        (["X", "", "", "Chair", "", "", ""], "A role needs an organisation. Say at which."),
        (["X", "", "", "", "Carers", "", ""], "Say which role this person has at Carers."),
        (["X", "", "", "Chair", "Carers", "2024-01-02", "2024-01-01"], "The role ends (2024-01-01) before it starts (2024-01-02)."),
    ],
)
def test_people_whose_row_is_not_clear_are_parked(imported, row, reason):
    OrganisationFactory(name="Carers")
    assert imported("people", table(PEOPLE, row)).row_set.get().reason == reason


def test_an_organisation_one_may_not_see_is_not_there(imported, make_user):
    from crm.core.models import Team

    OrganisationFactory(name="Hidden", visibility="team", team=Team.objects.create(name="Other"))
    batch = imported("people", table(PEOPLE, ["X", "", "", "Chair", "Hidden", "", ""]), actor=make_user(role="engagement_officer"))
    assert batch.row_set.get().reason.startswith("There is no organisation “Hidden” here.")


def test_a_person_one_may_not_see_is_not_touched(imported):
    hidden = PersonFactory(email="x@example.org", visibility="restricted", named_user_ids=[1])
    row = imported("people", table(PEOPLE, ["X", "x@example.org", "01304 1", "", "", "", ""])).row_set.get()
    hidden.refresh_from_db()
    assert (row.outcome, row.object_id, hidden.phone) == ("park", None, "")


def test_activities_keep_what_is_known_of_their_date(imported):
    carers = OrganisationFactory(name="Carers")
    batch = imported(
        "activities",
        table(
            ACTIVITIES,
            ["Meeting about buses", "Meeting", "14/07/2026", "15/07/2026", "Carers", "14", "Line one\nline two", "In person"],
            ["Survey", "survey", "July 2025", "", "", "1,200", "", ""],
            ["Petition", "petition", "2024", "", "", "", "", ""],
            ["Letter", "letter", "", "", "", "", "", ""],
        ),
    )
    assert batch.made == 4
    found = {activity.title: activity for activity in Activity.objects.all()}
    assert [(str(found[name].date_from), found[name].date_precision) for name in ("Meeting about buses", "Survey", "Petition", "Letter")] == [
        ("2026-07-14", "day"),
        ("2025-07-01", "month"),
        ("2024-01-01", "year"),
        ("None", "unknown"),
    ]
    meeting = found["Meeting about buses"]
    assert (meeting.heard, meeting.how, str(meeting.date_to)) == ("Line one\nline two", "in_person", "2026-07-15")
    assert list(meeting.organisations.all()) == [carers]
    assert (meeting.counts.get().number, found["Survey"].counts.get().number) == (14, 1200)
    back(batch)
    assert not Activity.objects.exists()


def test_the_same_activity_again_is_matched_and_only_filled(imported):
    imported("activities", table(ACTIVITIES, ["Meeting", "Meeting", "2026-07-14", "", "", "", "", ""]))
    batch = imported("activities", table(ACTIVITIES, ["MEETING", "Meeting", "2026-07-14", "", "", "", "Now known", ""], ["meeting", "Call", "2026-07-14"]))
    assert (batch.made, batch.matched) == (0, 2)
    assert Activity.objects.get().heard == "Now known"
    back(batch)
    assert Activity.objects.get().heard == ""


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["X", "Meeting", "14/10/1066"], "Date “14/10/1066” is before 1948 or after 2200."),
        (["X", "Meeting", "1066"], "Date “1066-12-31” is before 1948 or after 2200."),
        (["X", "Meeting", "2026-07-14", "2026-07-13"], "It ends (2026-07-13) before it starts (2026-07-14)."),
        (["X", "Séance", "2026-07-14"], "“Séance” is none of our types of activity."),
        (["X", "Meeting", "2026-07-14", "", "Nobody"], "There is no organisation “Nobody” here. Add or import it first, or write its reference, like ORG-12."),
        (["X", "Meeting", "2026-07-14", "", "", "1e1000000"], "Members of the public “1e1000000” is no whole number from 0 to 10,000,000."),
        (["X", "Meeting", "2026-07-14", "", "", "-5"], "Members of the public “-5” is no whole number from 0 to 10,000,000."),
        (["@SUM(A1)", "Meeting", "2026-07-14"], "Title starts with “@”, like a spreadsheet formula."),
        (["X", "Meeting", "2026-07-14", "", "", "", "", "By owl"], "How “By owl” is none of: In person, Online, Phone, Hybrid, Post or e-mail."),
    ],
)
def test_activities_that_cannot_be_are_parked(imported, row, reason):
    assert imported("activities", table(ACTIVITIES, row)).row_set.get().reason == reason
