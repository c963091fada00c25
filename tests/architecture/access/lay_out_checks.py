"""Actions for the walk: one of each decision, in its words. Reviews of checks are stored from what all staff may see."""

from assurance.models import Action, CheckReview
from tests.architecture.access.records import Records
from tests.architecture.access.words import VARIETIES, canary, readers


def lay_out_checks(made: Records) -> None:
    for variety in VARIETIES:
        decision, word = made.of("decision", variety), canary("decision", variety)
        action = Action.objects.create(decision=decision, raised_by_code="gunning:1", text=word, owner=made.named, owner_role="Manager")
        made.add("action", variety, action, readers("decision", variety))
        said = {"found": "found", "sentence": word, "view": "yes", "reviewer": made.named, "reviewer_role": "Lead", "reviewed_on": "2026-06-01"}
        CheckReview.objects.create(decision=decision, check_code="gunning:1", **said)
    made.nested["assurance:check_review code"] = {"": "gunning:1"}
