"""Words that strangers must never read: they are put into every kind of hidden record, and looked for in everything public."""

import pytest
from django.utils import timezone

from crm.core.models import Team
from partners.models import Organisation
from tests.pages.conftest import ADDRESSES, ActivityFactory, DecisionFactory, ProjectFactory, ResponseFactory, page_of

CANARY = "qwzcanary"


@pytest.fixture
def hidden(home, make_user, settings):
    """Records that are not public, each for another reason, with the canary in every text; their references."""
    settings.EXAMPLE_MODE = False
    now, today = timezone.now(), timezone.localdate()
    team, person = Team.objects.create(name=f"{CANARY} team"), make_user(role="assurance_lead", name=CANARY)
    reasons = {
        "unpublished": {},
        "team": {"visibility": "team", "team": team},
        "restricted": {"visibility": "restricted", "named_user_ids": [person.pk]},
        "archived": {"published_at": now, "archived_at": now, "archived_reason": "over"},
        "training": {"published_at": now, "is_training": True},
    }
    references = []
    for reason, fields in reasons.items():
        words = f"{CANARY} {reason}"
        organisation = Organisation.objects.create(name=words, **fields)
        project = ProjectFactory(title=words, purpose=words, context=words, contact=words, **fields)
        activities = [
            ActivityFactory(title=words, summary=words, project=project, lead_organisation=organisation, status=status, date_from=today, **fields)
            for status in ("planned", "held")
        ]
        approval = {"approved_by": person, "approved_on": today} if "published_at" in fields else {}
        response = ResponseFactory(you_said=words, we_did=words, decision=DecisionFactory(title=words, project=project), **fields, **approval)
        references += [project.reference, response.reference, *(activity.reference for activity in activities)]
    # Published records whose inner notes, people and hidden companions must stay inside.
    secret = Organisation.objects.create(name=f"{CANARY} organisation")
    inside = ProjectFactory(title=f"{CANARY} project")
    ActivityFactory(
        title="An open evening", heard=CANARY, source=CANARY, next_steps=CANARY, adjustments_met=CANARY, purpose=CANARY, owner=person, team=team,
        lead_organisation=secret, project=inside, status="planned", date_from=today, published_at=now,
    )  # fmt: skip
    decision = DecisionFactory(title=f"{CANARY} decision", proposal=CANARY, project=inside)
    ResponseFactory(you_said="The bus was late", decision=decision, published_at=now, approved_by=person, approved_on=today)
    kept = DecisionFactory(visibility="restricted", named_user_ids=[person.pk])
    ResponseFactory(you_said=f"{CANARY} kept decision", decision=kept, published_at=now, approved_by=person, approved_on=today)
    ProjectFactory(title="Open work", risks=CANARY, budget=CANARY, source=CANARY, owner=person, published_at=now)
    return references


def test_no_public_page_says_what_is_hidden(hidden, stranger):
    for address in ADDRESSES:
        assert CANARY not in page_of(stranger, address), address
    assert "An open evening" in page_of(stranger, "/events/")
    assert "The bus was late" in page_of(stranger, "/you-said-we-did/")


def test_search_and_sitemap_do_not_know_what_is_hidden(hidden, stranger):
    found = page_of(stranger, f"/search/?q={CANARY}")
    assert found.count(CANARY) == 4  # title, box, heading and the way back of the text size repeat the reader's own word
    assert "0 results" in found
    assert CANARY not in page_of(stranger, "/search/?q=evening")
    addresses = stranger.get("/sitemap.xml").content.decode()
    assert not [reference for reference in hidden if f"/{reference}/" in addresses]


def test_no_hidden_record_has_an_address(hidden, stranger):
    for reference in hidden:
        assert stranger.get(f"/our-involvement-work/{reference}/").status_code == 404, reference


def test_no_activity_page_says_what_is_kept_inside(hidden, stranger):
    addresses = [line.split("</loc>")[0] for line in stranger.get("/sitemap.xml").content.decode().split("<loc>")[1:]]
    records = [address.removeprefix("http://testserver") for address in addresses if "-work/" in address and not address.endswith("-work/")]
    assert len(records) == 2
    for address in records:
        assert CANARY not in page_of(stranger, address), address


def test_nobody_is_counted_who_is_not_public(hidden, stranger):
    body = page_of(stranger, "/")
    assert '<dd class="lp-figures__number">1</dd>' in body  # the answer about the bus
    assert body.count('<dd class="lp-figures__number">0</dd>') == 3


def test_training_examples_show_in_example_mode_marked_and_uncounted(hidden, stranger, settings):
    settings.EXAMPLE_MODE = True
    body = page_of(stranger, "/you-said-we-did/")
    assert f"{CANARY} training" in body
    assert "Training example, not real" in body
    assert "This installation shows example records" in body
    for reason in ("unpublished", "team", "restricted", "archived"):
        assert f"{CANARY} {reason}" not in body
    assert page_of(stranger, "/").count('<dd class="lp-figures__number">0</dd>') == 3
