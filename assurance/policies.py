"""Who may do what with decisions. Whether a record is seen at all is `visible_to`; these functions come after it.

A colleague who plans a change has some of the rights of staff, but only on decisions of their own.
"""

from assurance.models import Action, Decision, EvidencePack, InvolvementAssessment, PaperCover, Response
from crm.core import roles


def _may(user, right: str, decision: Decision) -> bool:
    """Staff with the right, on every decision they see; a colleague with it, on their own."""
    return user.has_right(right) and (user.is_staff_member or decision.owner_id == user.pk)


def can_open(user) -> bool:
    """Open the list of decisions at all: staff and colleagues, not partner users."""
    return user.is_staff_member or roles.COLLEAGUE in user.roles


def can_create(user) -> bool:
    return user.has_right("keep_decisions")


def can_change(user, decision: Decision) -> bool:
    """Change, archive and restore a decision, name owners of its gaps, correct its timeline."""
    return _may(user, "keep_decisions", decision)


def can_see_history(user, decision: Decision) -> bool:
    return can_open(user)


def can_assess(user, decision: Decision) -> bool:
    """Answer whether the duty to involve applies."""
    return _may(user, "answer_duty", decision)


def can_approve_assessment(user, assessment: InvolvementAssessment) -> bool:
    """Approve an assessment: never the person who made it."""
    return user.has_right("approve_duty") and assessment.assessed_by_id != user.pk


def can_link(user, decision: Decision) -> bool:
    """Link evidence, accept and decline what was proposed."""
    return _may(user, "link_evidence", decision)


def can_review(user, decision: Decision) -> bool:
    """Judge criteria and the whole, as a named reviewer."""
    return _may(user, "review_evidence", decision)


def can_build_pack(user, decision: Decision) -> bool:
    return _may(user, "build_packs", decision)


def can_build_pack_of(user, subject) -> bool:
    """Of a decision as above; of a framework's year or a question about a year, staff who build packs."""
    if isinstance(subject, Decision):
        return can_build_pack(user, subject)
    return user.is_staff_member and user.has_right("build_packs")


def can_read_year_packs(user) -> bool:
    """See packs of years and questions, which are about the whole organisation."""
    return user.has_right("read_assurance")


def can_read_packs(user) -> bool:
    """See and download packs of decisions one sees: whoever opens decisions."""
    return can_open(user)


def can_read_pack(user, pack: EvidencePack) -> bool:
    return can_read_packs(user)


def can_write_cover(user, decision: Decision) -> bool:
    return _may(user, "write_covers", decision)


def can_review_cover(user, cover: PaperCover) -> bool:
    """Judge whether a cover is adequate: never the person who wrote it."""
    return user.has_right("review_covers") and cover.written_by_id != user.pk


def can_sign_unreviewed(user, decision: Decision) -> bool:
    """Sign a cover that nobody reviewed in these words, because the paper is late; the reason is printed."""
    return user.has_right("sign_unreviewed_covers") and can_write_cover(user, decision)


def can_sign(user, cover: PaperCover) -> bool:
    """Sign the cover as it stands: reviewed in these words, or without a review by who may do so; never what is found not adequate."""
    if cover.state == PaperCover.State.FROZEN or cover.verdict == PaperCover.Verdict.NOT_ADEQUATE:
        return False
    return can_write_cover(user, cover.decision) if cover.verdict else can_sign_unreviewed(user, cover.decision)


def can_keep_meetings(user) -> bool:
    """Note meetings with the day their papers are due; keep the Word templates of covers."""
    return user.has_right("keep_meetings")


def can_return_paper(user, decision: Decision) -> bool:
    """Send a paper back before its meeting, as long as the decision is ahead."""
    return user.has_right("return_papers") and decision.state in (Decision.State.ANTICIPATED, Decision.State.UNDER_WAY)


def can_draft_responses(user) -> bool:
    return user.has_right("draft_responses")


def can_change_response(user, response: Response) -> bool:
    """Change the words of a response that is not published; a published one is withdrawn first."""
    return can_draft_responses(user) and response.published_at is None


def can_approve_response(user, response: Response) -> bool:
    """Approve the words: an assurance lead, or the decision's owner unless they wrote it themselves."""
    if user.has_right("approve_responses"):
        return True
    return response.decision.owner_id == user.pk and response.created_by_id != user.pk and can_open(user)


def can_withdraw_response(user, response: Response) -> bool:
    return can_approve_response(user, response) or user.has_right("publish_records")


def can_tell(user, response: Response) -> bool:
    """Write down that contributors were told."""
    return can_draft_responses(user) or can_approve_response(user, response)


def can_read_frameworks(user) -> bool:
    return user.has_right("read_frameworks")


def can_keep_frameworks(user) -> bool:
    """Change duties, frameworks, criteria and scales, and load them from files."""
    return user.has_right("keep_frameworks")


def can_see_rules_history(user) -> bool:
    """History of duties and frameworks: staff."""
    return user.is_staff_member and can_read_frameworks(user)


def can_announce(user) -> bool:
    """Say that one plans a change."""
    return user.has_right("announce_changes")


def can_invite_colleagues(user) -> bool:
    """Send a link to a colleague without an account, and take up what was announced."""
    return user.has_right("invite_colleagues")


def can_raise_action(user, decision: Decision | None = None) -> bool:
    """Recommend what is to be done, for a decision (its reviewers and keepers) or, without one, for a framework's year."""
    if decision is None:
        return user.has_right("review_years")
    return can_review(user, decision) or can_change(user, decision)


def can_close_action(user, action: Action) -> bool:
    """Close and reopen: its owner, and whoever may raise it."""
    return (action.owner_id == user.pk and can_open(user)) or can_raise_action(user, action.decision)


def can_record_outcome(user, decision: Decision) -> bool:
    """Write down what was decided: whoever keeps the decision, and the board secretary."""
    return can_change(user, decision)


def can_keep_reports_received(user) -> bool:
    """Note reports of independent voices, and our replies."""
    return user.has_right("keep_partners") or user.has_right("keep_meetings")


def can_read_reports_received(user) -> bool:
    return user.has_right("read_assurance")
