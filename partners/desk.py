"""What partners put on people's desks."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.registries import Panel
from partners import contact
from partners.filters import QUIET_DAYS
from partners.models import Organisation

SHOWN = 5


def gone_quiet(user, _reader) -> Panel | None:
    """Partners that the person or their team keeps, or that have an agreed rhythm, and that nobody met for six months; never met first.

    Two queries. None where nobody registered how to tell a contact.
    """
    if not contact.is_known():
        return None
    kept = Q(owner=user) | Q(contact_every_days__isnull=False)
    if user.team_id:
        kept |= Q(team_id=user.team_id)
    partners = Organisation.objects.visible_to(user).current().real().filter(kept).order_by("name", "pk")
    never = list(partners.exclude(contact.met_since(user, None))[:SHOWN])
    lately = contact.met_since(user, timezone.localdate() - timedelta(days=QUIET_DAYS))
    quiet = list(partners.exclude(lately).exclude(pk__in=[partner.pk for partner in never])[: SHOWN - len(never)])  # all others were met once
    rows = [{"text": partner.name, "href": partner.get_absolute_url(), "note": partner.reference, "tag": _("Never met")} for partner in never]
    rows += [{"text": partner.name, "href": partner.get_absolute_url(), "note": partner.reference, "tag": _("Not for 6 months")} for partner in quiet]
    context = {
        "rows": rows,
        "empty": _("Every partner that you or your team keep was met in the last six months."),
        "more_href": "/desk/partners/?contact=quiet&keeper=me" if rows else "",
        "more_text": _("All of yours that have gone quiet"),
    }
    return Panel(_("Gone quiet"), "desk/panels/rows.html", context, beside=True)
