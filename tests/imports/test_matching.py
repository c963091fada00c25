"""Which record a row means, and what an import may touch."""

import pytest

from crm.core import history
from crm.core.models import Team
from partners.models import ExternalIdentifier, Organisation
from tests.imports.conftest import table
from tests.partners.factories import IdentifierFactory, OrganisationFactory

HEAD = ["Name", "Charity number", "Company number", "Postcode", "Phone", "What it does"]


def one(batch):
    """The single row of a batch."""
    return batch.row_set.get()


def test_a_number_decides_whatever_the_name(previewed):
    known = IdentifierFactory(value="1234560").organisation
    row = one(previewed("organisations", table(HEAD, ["Quite another name", "1234560", "", "", "", ""])))
    assert (row.outcome, row.object_id) == ("match", known.pk)


def test_name_and_postcode_decide_where_no_number_does(previewed):
    known = OrganisationFactory(name="The Deal & Walmer Carers Ltd.", postcode="ME14 1XX")
    row = one(previewed("organisations", table(HEAD, ["DEAL AND WALMER CARERS", "1234560", "", "me141xx", "", ""])))
    assert (row.outcome, row.object_id) == ("match", known.pk)


def test_the_same_name_elsewhere_is_another_organisation(previewed):
    OrganisationFactory(name="Carers", postcode="ME14 1XX")
    assert one(previewed("organisations", table(HEAD, ["Carers", "", "", "CT1 1AA", "", ""]))).outcome == "make"


def test_the_same_name_with_another_number_is_another_organisation(imported):
    content = table(HEAD, ["Carers", "1234560", "", "ME14 1XX", "", ""], ["Carers", "1234561", "", "ME14 1XX", "", ""])
    assert imported("organisations", content).made == 2
    assert imported("organisations", content).matched == 2


def test_the_same_name_without_a_postcode_is_for_a_person_to_say(previewed):
    known = OrganisationFactory(name="Carers")
    row = one(previewed("organisations", table(HEAD, ["Carers", "", "", "ME14 1XX", "", ""])))
    assert row.outcome == "park"
    assert row.reason.startswith(f"{known.reference} has the same name, but {known.reference} has no postcode.")


def test_two_records_with_that_name_and_postcode_park_the_row(previewed):
    first, second = OrganisationFactory.create_batch(2, name="Carers", postcode="ME14 1XX")
    row = one(previewed("organisations", table(HEAD, ["Carers", "", "", "ME14 1XX", "", ""])))
    assert row.reason == f"More than one organisation has this name and postcode: {first.reference}, {second.reference}. Say which by a number, or merge them."


def test_numbers_of_two_organisations_park_the_row(previewed):
    first = IdentifierFactory(value="1234560").organisation
    second = IdentifierFactory(scheme="GB-COH", value="00445790").organisation
    row = one(previewed("organisations", table(HEAD, ["Carers", "1234560", "445790", "", "", ""])))
    assert row.reason.startswith(f"The numbers in this row belong to different organisations: {first.reference}, {second.reference}.")


def test_a_company_number_of_another_charity_parks_the_row(previewed):
    known = IdentifierFactory(value="1234560").organisation
    IdentifierFactory(organisation=known, scheme="GB-COH", value="00445790")
    row = one(previewed("organisations", table(HEAD, ["Carers", "1234561", "445790", "", "", ""])))
    assert row.reason == f"A number in this row belongs to {known.reference}, which a register calls by another one. Check both."


def test_an_archived_record_is_left_alone(previewed):
    known = IdentifierFactory(value="1234560").organisation
    Organisation.objects.filter(pk=known.pk).update(archived_at="2026-01-01T00:00Z", archived_reason="Closed")
    row = one(previewed("organisations", table(HEAD, ["Carers", "1234560", "", "", "", ""])))
    assert row.reason == f"This is {known.reference}, which is archived. Restore it first, or take the row out."


def test_a_training_example_is_left_alone(previewed):
    known = IdentifierFactory(value="1234560", organisation=OrganisationFactory(is_training=True)).organisation
    row = one(previewed("organisations", table(HEAD, ["Carers", "1234560", "", "", "", ""])))
    assert row.reason == f"This is {known.reference}, a training example. Imports leave those alone."


@pytest.mark.parametrize("by", ["number", "name"])
def test_a_record_one_may_not_see_parks_the_row_and_stays_hidden(imported, make_user, by):
    hidden = OrganisationFactory(name="Carers", postcode="ME14 1XX", visibility="team", team=Team.objects.create(name="Other team"))
    IdentifierFactory(organisation=hidden, value="1234560")
    values = ["Another name", "1234560", "", "", "01622 1", ""] if by == "number" else ["Carers", "", "", "ME14 1XX", "01622 1", ""]
    for actor in (make_user(role="engagement_officer"), None):
        row = one(imported("organisations", table(HEAD, values), actor=actor))
        assert (row.outcome, row.object_id) == ("park", None)
        assert row.reason == "This belongs to a record you may not see. Ask the administrator who owns it."
        assert hidden.reference not in row.reason
    hidden.refresh_from_db()
    assert (hidden.phone, hidden.version) == ("", 1)


def test_the_key_of_a_record_is_no_column(imported):
    known = OrganisationFactory(name="Carers")
    batch = imported("organisations", table(["ID", "Reference", "Name"], [str(known.pk), known.reference, "Somebody else"]))
    assert batch.made == 1
    assert batch.message == "Columns that mean nothing here and are not read: ID, Reference."
    known.refresh_from_db()
    assert known.name == "Carers"


def test_a_match_fills_what_is_empty_and_keeps_what_was_typed(imported):
    known = IdentifierFactory(value="1234560", organisation__phone="01622 000000").organisation
    row = one(imported("organisations", table(HEAD, ["Carers", "1234560", "445790", "ME14 1XX", "01622 999999", "Helps carers"])))
    known.refresh_from_db()
    assert (known.phone, known.postcode, known.description) == ("01622 000000", "ME14 1XX", "Helps carers")
    assert known.version == 2
    assert row.changed
    assert row.reason == "Kept as somebody wrote it here: name, phone."
    assert set(known.identifiers.values_list("scheme", "value")) == {("GB-CHC", "1234560"), ("GB-COH", "00445790")}


def test_an_import_of_the_same_kind_may_renew_what_it_wrote(imported, make_user):
    content = ["Carers", "1234560", "", "ME14 1XX", "01622 1", "Helps"]
    imported("organisations", table(HEAD, content))
    known = Organisation.objects.get()
    assert imported("organisations", table(HEAD, [*content[:4], "01622 2", "Helps"])).row_set.get().changed
    known.refresh_from_db()
    assert known.phone == "01622 2"
    with history.because(make_user(role="engagement_officer"), "change"):
        known.phone = "01622 3"
        known.save(update_fields=["phone"])
    row = one(imported("organisations", table(HEAD, [*content[:4], "01622 4", "Helps"])))
    known.refresh_from_db()
    assert (known.phone, row.changed, row.reason) == ("01622 3", False, "Kept as somebody wrote it here: phone.")


def test_a_register_does_not_overwrite_another(imported):
    imported("organisations", table(HEAD, ["Carers", "1234560", "", "ME14 1XX", "01622 1", "Helps"]))
    register = b"registered_charity_number\tlinked_charity_number\tcharity_name\tcharity_contact_phone\n1234560\t0\tCARERS\t01622 2\n"
    assert one(imported("charities", register)).values["changes"] == {}
    assert Organisation.objects.get().phone == "01622 1"


def test_an_organisation_never_closes_before_it_opened(imported):
    known = IdentifierFactory(value="1234560", organisation__opened_on="2020-01-01", organisation__name="Carers").organisation
    row = one(imported("organisations", table(["Name", "Charity number", "Closed"], ["Carers", "1234560", "2019-01-01"])))
    known.refresh_from_db()
    assert known.closed_on is None
    assert row.reason == "Kept as somebody wrote it here: closed."


def test_a_linked_charity_is_not_its_parent(imported):
    content = b"registered_charity_number\tlinked_charity_number\tcharity_name\n1234560\t0\tCARERS\n1234560\t2\tCARERS OF DEAL\n"
    imported("charities", content)
    assert set(ExternalIdentifier.objects.values_list("value", flat=True)) == {"1234560", "1234560-2"}
