"""One rule for who may read which record, used by every list, record, search, export, pack and picker.

Restricted records open to the people named on them, to the lead of their team, and, with a reason that is asked for and
logged, to the information-governance lead and the auditor (`AccessGrant`). Administrators manage people, not records.
"""

from collections.abc import Callable

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from crm.core import roles

# Answers the ids of the organisations a partner user speaks for; set by partners.apps (layers: core knows no partners).
_organisations_of_partner_user: Callable[[object], list[int]] | None = None


def register_partner_organisations(answer: Callable[[object], list[int]]) -> None:
    """Tell the rule how to find a partner user's organisations that have a sharing agreement in force."""
    global _organisations_of_partner_user
    _organisations_of_partner_user = answer


def partner_organisation_ids(user) -> list[int]:
    """Organisations whose shared records this partner user may read. One query an instance of `user`."""
    if not hasattr(user, "_partner_organisation_ids"):
        user._partner_organisation_ids = _organisations_of_partner_user(user) if _organisations_of_partner_user else []
    return user._partner_organisation_ids


NOBODY = Q(pk__in=[])


def visibility_of(user, model) -> Q:
    """The condition on rows of `model` that `user` may read.

    Args:
        user: Signed in or anonymous; anonymous readers get nothing here (they have `public()`).
        model: A `Record`, or `SearchEntry`, which carries the same columns.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    if user.is_partner_user:
        shared = partner_organisation_ids(user)
        return Q(visibility="shared", shared_with_ids__overlap=shared) & _open_to_partner_users(model) if shared else NOBODY
    if user.is_staff_member:
        return _staff_rule(user, model)
    if roles.COLLEAGUE in user.roles:
        return (_own(user, model) & _kept_for(user)) | (Q(visibility__in=["organisation", "shared"]) & _open_to_colleagues(model))
    return NOBODY


def _staff_rule(user, model) -> Q:
    rule = _kept_for(user)
    if user.has_right("open_restricted_with_reason"):
        rule |= Q(visibility="team")
        rule |= Q(visibility="restricted") & Q(_granted(user, model))
    return rule


def _own(user, model) -> Q:
    """What makes a record a colleague's own; of search entries only those of kinds that their owner makes theirs."""
    if model._meta.model_name == "searchentry":
        return Q(owner_id=user.pk, kind__in=_kinds(lambda kind: "owner_id" in kind.colleague_paths))
    own = NOBODY
    for path in model.colleague_paths:
        own |= Q(**{path: user.pk})
    return own


def _kept_for(user) -> Q:
    """Records that are kept to nobody, to a team of the person's, or to people of whom they are one."""
    rule = Q(visibility__in=["organisation", "shared"])
    if user.team_id:
        rule |= Q(visibility="team", team_id=user.team_id)
    if user.led_team_ids:
        rule |= Q(visibility__in=["team", "restricted"], team_id__in=user.led_team_ids)
    return rule | Q(visibility="restricted", named_user_ids__contains=[user.pk])


def _granted(user, model):
    from crm.core.models import AccessGrant

    kind, key = (F("kind"), "object_id") if model._meta.model_name == "searchentry" else (model._meta.model_name, "pk")
    kind = OuterRef("kind") if isinstance(kind, F) else kind
    return Exists(AccessGrant.objects.filter(user=user, kind=kind, object_id=OuterRef(key), expires_at__gt=timezone.now()))


def _open_to_colleagues(model) -> Q:
    """Colleagues see partners (without contact details), no other records that are not their own."""
    if model._meta.model_name == "searchentry":
        return Q(kind="organisation")
    return Q() if getattr(model, "open_to_colleagues", False) else NOBODY


def _open_to_partner_users(model) -> Q:
    """Partner users never see people, decisions and responses, whatever they are shared with: those have no page for them."""
    if model._meta.model_name != "searchentry":
        return Q() if model.open_to_partner_users else NOBODY
    return Q(kind__in=_kinds(lambda kind: kind.open_to_partner_users))


def _kinds(chosen: Callable[[type], bool]) -> list[str]:
    """Kinds of main records, as search entries name them."""
    from crm.core.search import record_kinds

    return [name for name, kind in record_kinds().items() if chosen(kind)]
