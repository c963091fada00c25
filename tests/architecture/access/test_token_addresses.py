"""Addresses that a secret token opens without a sign-in: the feed of each reader holds no more than the reader may see."""

import pytest
from django.db import transaction
from django.utils import timezone

from activities.models import Activity
from activities.services.feeds import make_feed
from tests.architecture.access.words import SIGNED_IN, VARIETIES, canary, readers


@pytest.mark.parametrize("scope", ["mine", "all"])
@pytest.mark.parametrize("letter", SIGNED_IN)
def test_a_feed_shows_what_its_person_may_see_and_nothing_kept_to_some(walk, letter, scope):
    with transaction.atomic():
        _feed, token = make_feed(scope=scope, actor=walk.records.users[letter])
        Activity.objects.update(date_from=timezone.localdate())
        answer = walk.ask("s", f"/calendar/{token}.ics")
        transaction.set_rollback(True)
    assert answer.status == (404 if letter == "p" else 200) and not answer.written
    assert walk.reads_too_much(letter, answer) == []
    text = answer.text.replace("\r\n ", "")
    seen = {variety for variety in VARIETIES if letter in readers("activity", variety)} - {"team", "restricted"}
    if scope == "mine" or letter == "p":
        seen = {"own"} if letter == "l" else set()
    assert {variety for variety in VARIETIES if canary("activity", variety) in text} == seen
    for kind in ("person", "notes", "contact", "organisation"):
        assert not any(canary(kind, variety) in text for variety in VARIETIES), kind


def test_a_token_that_is_none_opens_nothing_for_anybody(walk):
    for letter in SIGNED_IN + "s":
        answer = walk.ask(letter, f"/calendar/{'x' * 43}.ics")
        assert answer.status == 404 and walk.reads_too_much(letter, answer) == []
