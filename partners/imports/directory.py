"""Finding the organisations that rows of a file may mean, in a fixed number of queries."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Upper

from crm.core.importing.kinds import HIDDEN, RESTORE_IT
from crm.core.importing.resources import shown
from crm.core.models import Visibility
from partners.geography import postcode_key
from partners.imports.naming import name_key
from partners.models import ExternalIdentifier, Organisation, OrganisationName

Identifier = tuple[str, str]
"""Scheme and value."""


@dataclass
class Candidate:
    """A stored organisation that a row may mean."""

    organisation: Organisation
    is_visible: bool
    identifiers: set[Identifier] = field(default_factory=set)

    @property
    def name_key(self) -> str:
        return name_key(self.organisation.name)

    @property
    def postcode_key(self) -> str:
        return postcode_key(self.organisation.postcode)

    def contradicts(self, identifiers: Iterable[Identifier]) -> bool:
        """Whether a register calls the two by different numbers, so that they are two."""
        own = dict(self.identifiers)
        return any(scheme in own and (scheme, value) not in self.identifiers for scheme, value in identifiers)

    def refusal(self) -> str:
        """Why an import does not touch it; "" when it may."""
        if not self.is_visible:
            return HIDDEN
        if self.organisation.archived_at is not None:
            return f"This is {self.organisation.reference}, which is archived. {RESTORE_IT}."
        if self.organisation.is_training:
            return f"This is {self.organisation.reference}, a training example. Imports leave those alone."
        return ""


@dataclass
class Found:
    """Candidates of some rows, by identifier and by name."""

    by_id: dict[int, Candidate]
    by_identifier: dict[Identifier, set[int]]
    by_name: dict[str, list[Candidate]]


def visible(model, actor):
    """Records that an import by `actor` may touch; a command (None) touches what all staff see."""
    if actor is None:
        return model.objects.filter(visibility__in=[Visibility.ORGANISATION, Visibility.SHARED])
    return model.objects.visible_to(actor)


def find(actor, identifiers: set[Identifier], names: set[str], postcodes: set[str]) -> Found:
    """Every organisation with one of these identifiers, names or postcodes. Four queries.

    Args:
        names: As they would be stored.
        postcodes: With their space, as they are stored.
    """
    numbered: dict[Identifier, set[int]] = defaultdict(set)
    wanted = ExternalIdentifier.objects.filter(scheme__in={scheme for scheme, _ in identifiers}, value__in={value for _, value in identifiers})
    for scheme, value, pk in wanted.values_list("scheme", "value", "organisation_id"):
        if (scheme, value) in identifiers:
            numbered[scheme, value].add(pk)
    ids = {pk for pks in numbered.values() for pk in pks}
    named = Q(pk__in=ids) | Q(postcode__in=postcodes - {""}) | Q(upper_name__in={name.upper() for name in names})
    organisations = list(Organisation.objects.annotate(upper_name=Upper("name")).filter(named).order_by("pk"))
    seen = set(visible(Organisation, actor).filter(pk__in=[item.pk for item in organisations]).values_list("pk", flat=True))
    candidates = {item.pk: Candidate(item, item.pk in seen) for item in organisations}
    for pk, scheme, value in ExternalIdentifier.objects.filter(organisation__in=candidates).values_list("organisation_id", "scheme", "value"):
        candidates[pk].identifiers.add((scheme, value))
    by_name = defaultdict(list)
    for candidate in candidates.values():
        by_name[candidate.name_key].append(candidate)
    return Found(candidates, numbered, by_name)


class NamedOrganisations:
    """Organisations that rows of other records name, by reference (`ORG-12`) or by name. Only what `actor` may see."""

    def __init__(self, actor):
        self.actor = actor
        self.by_reference: dict[str, Organisation] = {}
        self.by_name: dict[str, list[Organisation]] = {}

    def look_up(self, texts: set[str]) -> None:
        """Learn the organisations of some rows. Two queries."""
        names = {text for text in texts if text}
        numbers = [int(text[4:]) for text in names if re.fullmatch(r"ORG-[0-9]{1,12}", text.upper())]
        named = Q(pk__in=numbers) | Q(upper_name__in={name.upper() for name in names}) | Q(pk__in=_formerly(names))
        found = visible(Organisation, self.actor).annotate(upper_name=Upper("name")).filter(named, is_training=False).order_by("pk")
        self.by_reference, self.by_name = {}, defaultdict(list)
        for organisation in found.prefetch_related("other_names"):
            self.by_reference[organisation.reference] = organisation
            for name in {name_key(organisation.name), *(name_key(other.name) for other in organisation.other_names.all())}:
                self.by_name[name].append(organisation)

    def named(self, text: str) -> tuple[Organisation | None, str]:
        """The organisation, or why there is none; ("", no problem) for an empty text."""
        if not text:
            return None, ""
        found = [self.by_reference[text.upper()]] if text.upper() in self.by_reference else self.by_name.get(name_key(text), [])
        if not found:
            return None, f"There is no organisation “{shown(text)}” here. Add or import it first, or write its reference, like ORG-12."
        if len(found) > 1:
            return None, f"More than one organisation is called “{shown(text)}”: {', '.join(item.reference for item in found[:5])}. Write the reference."
        if found[0].archived_at is not None:
            return None, f"{found[0].reference} is archived. {RESTORE_IT}."
        return found[0], ""


def _formerly(names: set[str]):
    upper = OrganisationName.objects.annotate(upper_name=Upper("name"))
    return upper.filter(upper_name__in={name.upper() for name in names}).values("organisation_id")
