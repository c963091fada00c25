"""What of activities can be chosen by name in forms, beside partners (`partners.pickers`)."""

from django.db.models import Prefetch

from activities.models import Activity, Project, Theme
from activities.rules import date_text
from crm.core.forms import QuerySource
from partners.models import Organisation, Person, RoleHolding
from partners.pickers import person_source


def project_source(user, *, also_archived: bool = False) -> QuerySource:
    """Projects in use that `user` may see; archived ones too where an earlier one will do."""
    projects = Project.objects.visible_to(user)
    return QuerySource(projects if also_archived else projects.current(), name_field="title", hint=lambda project: project.reference)


def activity_source(user) -> QuerySource:
    """Activities in use that `user` may see; the hint tells those of the same title apart."""
    activities = Activity.objects.visible_to(user).current()
    return QuerySource(activities, name_field="title", hint=lambda activity: f"{activity.reference} · {date_text(activity)}")


def theme_source(user) -> QuerySource:
    """Themes of the codebook that are still given."""
    return QuerySource(Theme.objects.filter(valid_to__isnull=True))


def kept_person_source(user) -> QuerySource:
    """People as `person_source`, with archived ones: those of an older activity stay on it."""
    source = person_source(user)
    if user.has_right("see_contacts"):
        roles = RoleHolding.objects.filter(valid_to__isnull=True, organisation__in=Organisation.objects.visible_to(user)).select_related("organisation")
        source.queryset = Person.objects.visible_to(user).prefetch_related(Prefetch("roles", roles, to_attr="roles_shown"))
    return source


SOURCES = {"project": project_source, "activity": activity_source, "theme": theme_source}
