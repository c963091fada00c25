"""Taking an import back."""

import pytest
from django.core.exceptions import ValidationError

from crm.core import history
from crm.core.importing import roll_back
from crm.core.models import AuditEvent, SearchEntry
from crm.desk.importing import KINDS
from partners.models import ExternalIdentifier, Organisation, Relationship
from tests.imports.conftest import ODS_FILE, table
from tests.partners.factories import IdentifierFactory, OrganisationFactory, RoleFactory

HEAD = ["Name", "Types", "Charity number", "Postcode", "Phone"]
TWO = table(HEAD, ["First", "Charity or community group", "1234561", "ME14 1XX", "1"], ["Second", "", "1234562", "ME14 1XX", "2"])


def back(batch, actor=None):
    return roll_back(batch, KINDS[batch.kind], actor=actor)


def test_everything_is_as_it_was(imported):
    known = IdentifierFactory(value="1234562", organisation__name="Second").organisation
    batch = imported("organisations", TWO)
    assert (batch.made, batch.matched) == (1, 1)
    batch = back(batch)
    assert (batch.state, batch.kept) == ("rolled_back", 0)
    stored = Organisation.objects.get()
    assert (stored.pk, stored.phone, stored.postcode, stored.postcode_state, stored.district) == (known.pk, "", "", "none", None)
    assert ExternalIdentifier.objects.get().value == "1234562"
    assert SearchEntry.objects.filter(kind="organisation").count() == 1
    assert AuditEvent.objects.filter(action=f"import_roll_back:{batch.pk}", operation="delete", table_name="partners_organisation").count() == 1


def test_a_real_file_goes_back_whole(imported):
    back(imported("ods", ODS_FILE))
    assert not Organisation.objects.exists()
    assert imported("ods", ODS_FILE).made == 426


@pytest.mark.parametrize("edit", ["field", "part"])
def test_what_was_edited_since_is_kept_and_listed(imported, make_user, edit):
    batch = imported("organisations", TWO)
    first = Organisation.objects.get(name="First")
    with history.because(make_user(role="engagement_officer"), "change"):
        if edit == "field":
            Organisation.objects.filter(pk=first.pk).update(description="Somebody wrote this")
        else:
            first.other_names.create(name="Formerly")
    batch = back(batch)
    assert batch.kept == 1
    assert Organisation.objects.get() == first
    assert list(batch.row_set.filter(kept=True).values_list("label", flat=True)) == ["First"]


def test_a_changed_record_that_was_edited_since_keeps_the_edit(imported, make_user):
    known = IdentifierFactory(value="1234562", organisation__name="Second").organisation
    batch = imported("organisations", TWO)
    with history.because(make_user(role="engagement_officer"), "change"):
        Organisation.objects.filter(pk=known.pk).update(phone="3")
    assert back(batch).kept == 1
    known.refresh_from_db()
    assert (known.phone, known.postcode) == ("3", "ME14 1XX")


@pytest.mark.parametrize("by", ["role", "relationship"])
def test_what_others_refer_to_by_now_is_kept(imported, by):
    batch = imported("organisations", TWO)
    first = Organisation.objects.get(name="First")
    if by == "role":
        RoleFactory(organisation=first)
    else:
        Relationship.objects.create(organisation=OrganisationFactory(), other=first, kind="works_with")
    assert back(batch).kept == 1
    assert Organisation.objects.filter(pk=first.pk).exists()


def test_a_later_import_counts_as_an_edit(imported):
    batch = imported("organisations", TWO)
    imported("organisations", TWO.replace(b",1\r\n", b",11\r\n"))
    assert back(batch).kept == 1


def test_nothing_is_rolled_back_twice(imported):
    batch = imported("organisations", TWO)
    back(batch)
    with pytest.raises(ValidationError, match="This import is “Rolled back” already."):
        back(batch)
