"""Public search: live pages and published records, by the words that the public can read anyway."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages import records

LONGEST = 200  # characters of a query
ENOUGH = 20  # results of each kind

# The expressions of the indexes in migration 0002.
ACTIVITY_WORDS = SearchVector("title", "summary", config="listening_post")
PROJECT_WORDS = SearchVector("title", "purpose", config="listening_post")
RESPONSE_WORDS = SearchVector("you_said", "we_did", config="listening_post")


@dataclass(frozen=True)
class Result:
    """One line of the results: what it is, its title, where it is, and a few words of it."""

    kind: str
    title: str
    address: str
    text: str
    is_training: bool = False


def open_pages() -> QuerySet[Page]:
    """Pages that anybody may read, from home down."""
    return Page.objects.live().public().filter(depth__gt=1)


def search(words: str) -> list[Result]:
    """Pages first, then projects, activities and answers; at most `ENOUGH` of each. Five queries, whatever the number of rows."""
    found = [Result(_("Page"), page.title, page.url, _intro(page)) for page in open_pages().specific().search(words)[:ENOUGH]]
    query = SearchQuery(words, config="listening_post", search_type="websearch")
    for project in records.projects().annotate(found_by=PROJECT_WORDS).filter(found_by=query)[:ENOUGH]:
        described = records.describe_project(project)
        found.append(Result(_("Involvement work"), described.title, described.address, described.purpose, described.is_training))
    for activity in records.activities().annotate(found_by=ACTIVITY_WORDS).filter(found_by=query)[:ENOUGH]:
        line = records.describe_activity(activity)
        found.append(Result(_("Activity"), line.title, line.address, line.summary, line.is_training))
    answered = list(records.responses().annotate(found_by=RESPONSE_WORDS).filter(found_by=query)[:ENOUGH])
    for response in records.describe_responses(answered):
        found.append(Result(_("You said, we did"), response.you_said, f"/you-said-we-did/#{response.reference}", response.we_did, response.is_training))
    return found


def _intro(page: Page) -> str:
    return getattr(page, "intro", "") or page.search_description
