"""Whether a partner was ever met is asked for the rows of one page: it must not read all activities there are."""

import pytest

from activities import querysets
from partners.models import Organisation
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_ever_met_is_asked_row_by_row(make_user):
    """PostgreSQL may answer an EXISTS in a column by hashing everything it could find; it never does so with a LIMIT in a scalar subquery."""
    OrganisationFactory.create_batch(2)
    asked = Organisation.objects.annotate(ever=querysets.met_since(make_user(role="engagement_officer"), None))
    sql = str(asked.query)
    assert "EXISTS" not in sql
    assert "LIMIT 1" in sql
    assert [item.ever for item in asked] == [False, False]
