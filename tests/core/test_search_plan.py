"""Which way a search takes must follow from how common the whole words are: of a beginning the planner always expects many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.core.search import search
from partners.models import Organisation

pytestmark = pytest.mark.django_db


def test_the_planner_is_asked_about_whole_words_and_the_index_about_beginnings(make_user):
    Organisation.objects.create(name="Zebrafinch keepers")
    officer = make_user(role="engagement_officer")
    with CaptureQueriesContext(connection) as queries:
        assert [hit.title for hit in search(officer, "zebraf").hits] == ["Zebrafinch keepers"]
    asked = [query["sql"] for query in queries if "@@" in query["sql"]]
    assert [(":*" in sql, sql.startswith("EXPLAIN")) for sql in asked] == [(False, True), (True, False)]
