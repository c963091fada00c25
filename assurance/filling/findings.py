"""What the checks found, as a pack prints it: the words of the check, and what a named reviewer made of it."""

from collections.abc import Iterable

from assurance import checking, reports
from assurance.dossier import Dossier


def findings(dossier: Dossier, *, with_reasons: bool = True) -> Iterable[reports.Finding]:
    """Every check of the decision in its order. Five queries."""
    for row in checking.checked(dossier):
        finding, review = row.finding, row.review
        view = ""
        if review:
            view = f"{review.get_view_display()}. {review.reason}".rstrip(". ") if with_reasons else review.get_view_display()
            view += " (the records say something else since)" if row.is_stale else ""
        yield reports.Finding(
            code=finding.code,
            title=finding.name,
            found=finding.state_in_words,
            sentence=finding.sentence,
            rests_on=", ".join(part.reference or part.text for part in finding.rows),
            view=view,
            reviewer=review.reviewer_role if review else "",
        )
