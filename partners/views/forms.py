"""What the forms of partners and people share: conflicts, and the context of a form with rows."""

from crm.core.forms import Conflict
from crm.core.history import events_for
from crm.core.models import Record
from crm.core.templatetags.kit import ago, form_error_rows, long_moment


def conflict_of(form, stored_form, current: Record) -> Conflict:
    """Both versions side by side, with who saved the stored one and when, from the history."""
    last = next(iter(events_for(current, limit=1)), None)
    who, when = (last.actor_label, f"{long_moment(last.at)} ({ago(last.at)})") if last else ("", "")
    return form.conflict_with(stored_form, who=who, when=when)


def with_rows(form, *row_sets) -> dict:
    """Context of `partners/record_form.html`: the form, its rows, and one summary of all that is wrong."""
    errors = form_error_rows(form, *row_sets)
    return {"form": form, "row_sets": row_sets, "error_rows": errors, "page_has_errors": bool(errors)}
