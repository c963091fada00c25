"""Whether a partner was ever met is asked for the rows of one page: it must not read all activities there are."""

import pytest

from activities.querysets import met_since
from partners.models import Organisation
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_ever_met_is_asked_row_by_row(make_user):
    OrganisationFactory.create_batch(300)
    officer = make_user(role="engagement_officer")
    asked = Organisation.objects.annotate(ever=met_since(officer, None)).order_by("name", "pk")[:50]
    assert "hashed" not in asked.explain()
    assert [item.ever for item in asked[:2]] == [False, False]
