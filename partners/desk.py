"""What partners put on people's desks."""

from django.db.models import F
from django.utils.translation import gettext as _

from crm.core.registries import Panel
from crm.core.templatetags.kit import short_date
from partners import contact
from partners.models import Organisation

SHOWN = 5


def gone_quiet(user, _reader) -> Panel | None:
    """Partners of the person or their team that nobody met within the agreed rhythm (six months without one); never met first.

    Two queries. None where nobody registered how to tell a contact.
    """
    past = contact.past_rhythm(user)
    if past is None:
        return None
    quiet = Organisation.objects.visible_to(user).current().real().filter(contact.kept_by(user)).filter(past)
    number = quiet.count()
    order = ("ever_met", F("last_contact").asc(nulls_last=True), "name", "pk")
    rows = contact.with_last_contact(quiet, user).order_by(*order)[:SHOWN] if number else []
    figure = {"figure": number, "label": _("past their rhythm, or never met"), "href": "/desk/partners/?contact=ours&training=no"}
    context = {
        "figures": [figure] if number else [],
        "rows": [_row(partner) for partner in rows],
        "empty": _("Every partner that you or your team keep was met within the agreed rhythm. Partners without a keeper are not counted."),
    }
    return Panel(_("Gone quiet"), "desk/panels/work.html", context, beside=True, position=50)


def _row(partner: Organisation) -> dict:
    rhythm = _("every {n} days agreed").format(n=partner.contact_every_days) if partner.contact_every_days else _("no rhythm agreed")
    if not partner.ever_met:
        tag, note = _("Never met"), rhythm
    elif partner.last_contact is None:
        tag, note = "", _("met, date not known") + f" · {rhythm}"
    else:
        tag, note = "", _("last met {day}").format(day=short_date(partner.last_contact)) + f" · {rhythm}"
    is_kept = partner.visibility not in ("organisation", "shared")
    return {"text": partner.name, "href": partner.get_absolute_url(), "note": note, "tag": tag, "reference": partner.reference, "is_kept": is_kept}
