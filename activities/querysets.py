"""Questions about activities in the words of the team, beside those that every record answers (`RecordQuerySet`)."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from activities.models import Activity, ActivityOrganisation, ActivityPerson, Commitment, ContactDay, Insight, Project
from activities.rules import FACTS
from crm.core.models import Record
from partners.models import Organisation, Person


def with_facts(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """Activities with everything that `activities.rules.open_gaps` reads; one query a relation."""
    return activities.prefetch_related(*FACTS)


def with_organisation(activities: QuerySet[Activity], organisation: Organisation) -> QuerySet[Activity]:
    """Activities that an organisation took part in or led."""
    took_part = ActivityOrganisation.objects.filter(activity=OuterRef("pk"), organisation=organisation)
    return activities.filter(Q(Exists(took_part)) | Q(lead_organisation=organisation))


RECENT = 500
"""Timelines look at this many links, newest logged first: a partner with ten thousand activities opens as quickly as one with ten."""


def newest_of_organisation(user, organisation: Organisation, limit: int) -> QuerySet[Activity]:
    """The newest activities that an organisation took part in or led and `user` may see, out of the last 500 logged. One query."""
    links = ActivityOrganisation.objects.filter(organisation=organisation).order_by("-activity").values("activity")[:RECENT]
    led = Activity.objects.filter(lead_organisation=organisation).order_by("-pk").values("pk")[:RECENT]
    keys = links.union(led, all=True)
    return _timeline(user, Activity.objects.filter(pk__in=keys), limit)


def newest_of_person(user, person: Person, limit: int) -> QuerySet[Activity]:
    """The same for a person."""
    links = ActivityPerson.objects.filter(person=person).order_by("-activity").values("activity")[:RECENT]
    return _timeline(user, Activity.objects.filter(pk__in=links), limit)


def newest_of_project(user, project: Project, limit: int) -> QuerySet[Activity]:
    """The newest activities of a project that `user` may see."""
    return _timeline(user, Activity.objects.filter(project=project), limit)


def _timeline(user, activities: QuerySet[Activity], limit: int) -> QuerySet[Activity]:
    return activities.visible_to(user).current().select_related("type").order_by(*Activity._meta.ordering)[:limit]


def _contacts(user) -> QuerySet[ContactDay]:
    """Days of held activities that `user` may see, of the organisation of the outer row."""
    seen = Activity.objects.visible_to(user).current()
    return ContactDay.objects.filter(organisation_id=OuterRef("pk"), activity_id__in=seen.values("pk"))


def last_contact(user) -> Subquery:
    """Over `Organisation` rows: the day of the newest held activity that `user` may see, or NULL. Reads the newest rows of an index."""
    newest_first = F("on_date").desc(nulls_last=True)
    return Subquery(_contacts(user).filter(on_date__isnull=False).order_by(newest_first).values("on_date")[:1])


def met_since(user, day: date | None) -> Q:
    """Over `Organisation` rows: met on or after `day`; None asks whether ever, also on a day not known.

    "Ever" takes one activity a row. PostgreSQL would turn an EXISTS in its place into a hash of all activities there are.
    """
    if day is None:
        return Q(IsNull(Subquery(_contacts(user).values("pk")[:1]), False))
    return Q(Exists(_contacts(user).filter(on_date__gte=day)))


def visible_one(name: str, model: type[Record], user) -> Prefetch:
    """Prefetch of a foreign key that is None where the reader may not see what it points to; one query for all rows."""
    return Prefetch(name, model._default_manager.visible_to(user))


def insights_for(user) -> QuerySet[Insight]:
    """What people said, as the list shows it."""
    return Insight.objects.visible_to(user).select_related("community").prefetch_related("themes")


def commitments_for(user) -> QuerySet[Commitment]:
    """Promises, as the list shows them."""
    return Commitment.objects.visible_to(user).select_related("owner").prefetch_related(visible_one("organisation", Organisation, user))
