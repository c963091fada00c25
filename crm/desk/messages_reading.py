"""What a captured message says about people, time and place, as one reader may see it. Nothing here writes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from activities.capture.times import times_of
from activities.models import Activity, CapturedAddress, CapturedMessage, Project
from activities.rules import TITLE_LENGTH
from assurance.models import Decision
from crm.core.models import Attachment, User
from crm.core.registries import Panel
from partners.models import Organisation, Person

ONLINE = re.compile(r"teams\.microsoft\.com|teams\.live\.com|microsoft teams|zoom\.us|meet\.google\.com|webex\.com", re.IGNORECASE)
BEFORE_TITLE = re.compile(r"^\s*(?:(?:re|fw|fwd)\s*:|\[(?:external|PRJ-\d+|DEC-\d+|ACT-\d+)\])\s*", re.IGNORECASE)
TAG = re.compile(r"(PRJ|DEC|ACT)-(\d{1,18})", re.IGNORECASE)
HEARD_LENGTH = 50_000
MOST_IN_PANEL = 20
VENUE_LENGTH = 200


@dataclass
class People:
    """Whom a message names, each address once.

    Attributes:
        known: Addresses of people and partners in use that the reader may see, with their record.
        colleagues: Addresses of those who sign in here.
        unknown: Addresses that a person still has to say something about; those of hidden records are among them.
        left_out: Addresses that somebody left out.
    """

    known: list[tuple[CapturedAddress, Person | Organisation]] = field(default_factory=list)
    colleagues: list[tuple[CapturedAddress, User]] = field(default_factory=list)
    unknown: list[CapturedAddress] = field(default_factory=list)
    left_out: list[CapturedAddress] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    @property
    def names(self) -> str:
        """Partners first, then people, for a list."""
        return ", ".join(str(item) for item in [*self.organisations, *self.people])


def people_of(messages: Iterable[CapturedMessage], user) -> dict[int, People]:
    """The people of each message, by its key. Three queries, however many messages there are."""
    found = {message.pk: People() for message in messages}
    rows = list(CapturedAddress.objects.filter(message__in=found, is_ours=False).select_related("user").order_by("pk"))
    people = Person.objects.visible_to(user).current().in_bulk({row.person_id for row in rows if row.person_id})
    organisations = Organisation.objects.visible_to(user).current().in_bulk({row.organisation_id for row in rows if row.organisation_id})
    seen: set[tuple[int, str]] = set()
    for row in rows:
        key = (row.message_id, row.address.lower())
        if key not in seen:
            seen.add(key)
            _sort(found[row.message_id], row, people.get(row.person_id), organisations.get(row.organisation_id))
    return found


def _sort(people: People, row: CapturedAddress, person: Person | None, organisation: Organisation | None) -> None:
    if row.is_ignored:
        people.left_out.append(row)
        return
    if organisation is not None and organisation not in people.organisations:
        people.organisations.append(organisation)
    if person is not None and person not in people.people:
        people.people.append(person)
    if person is not None or organisation is not None:
        people.known.append((row, person or organisation))
    elif row.user is not None:
        people.colleagues.append((row, row.user))
    else:
        people.unknown.append(row)


def can_read_file(user, attachment: Attachment) -> bool:
    """The file as it came is read by those who see its message. One query."""
    return CapturedMessage.objects.visible_to(user).filter(attachment=attachment).exists()


def came_from(activity: Activity, user) -> Panel | None:
    """Panel of an activity's page: the messages that became it or belong to it, for those who may see them. One query."""
    messages = list(CapturedMessage.objects.visible_to(user).filter(activity=activity).order_by("pk")[:MOST_IN_PANEL])
    return Panel(_("Came from"), "desk/messages/panel.html", {"messages": messages}, beside=True) if messages else None


def tagged(message: CapturedMessage, user) -> Project | Decision | Activity | None:
    """The project, decision or activity named in the message, if the reader may see it. One query."""
    match = TAG.fullmatch(message.tag.strip())
    if match is None:
        return None
    model = {"PRJ": Project, "DEC": Decision, "ACT": Activity}[match[1].upper()]
    return model.objects.visible_to(user).current().filter(pk=int(match[2])).first()


def project_of(message: CapturedMessage, user) -> Project | None:
    """The project an activity of this message belongs to: the one named, or that of the decision or activity named."""
    record = tagged(message, user)
    if record is None or isinstance(record, Project):
        return record
    return Project.objects.visible_to(user).current().filter(pk=record.project_id).first() if record.project_id else None


def values_of(message: CapturedMessage, user, now: datetime) -> dict[str, Any]:
    """Columns of the activity that the message becomes (`activities.services.log_activity`), without its type.

    The text of an e-mail is what was heard. An invitation says nothing of what was heard: that is asked after the meeting.
    """
    found = {
        "title": title_of(message),
        "how": how_of(message),
        "venue": message.place[:VENUE_LENGTH],
        "project": project_of(message, user),
        "heard": "",
        "source": source_of(message),
    }
    if message.kind == CapturedMessage.Kind.MAIL:
        return found | {
            "heard": message.text[:HEARD_LENGTH],
            "status": Activity.Status.HELD,
            "date_from": timezone.localtime(message.sent_at or message.created_at).date(),
        }
    return found | _when(message) | {"status": Activity.Status.PLANNED if is_to_come(message, now) else Activity.Status.HELD}


def source_of(message: CapturedMessage) -> str:
    """What an activity says that one press made from a message."""
    return f"Captured message {message.reference}"


def is_to_come(message: CapturedMessage, now: datetime) -> bool:
    """Whether the meeting of an invitation is not over."""
    if message.starts_at is None:
        return False
    end = message.ends_at or message.starts_at
    return (timezone.localtime(end).date() >= timezone.localtime(now).date()) if message.is_all_day else end > now


def _when(message: CapturedMessage) -> dict[str, Any]:
    """Local date and times of an invitation; one that names no date becomes an activity without one."""
    if message.starts_at is None:
        return {"date_from": None, "date_precision": "unknown", "date_note": "The invitation names no date"}
    return dict(times_of(message))


def how_of(message: CapturedMessage) -> str:
    """Online where a meeting link is in it, in person where an invitation names a place; mail is mail."""
    if message.kind == CapturedMessage.Kind.MAIL:
        return Activity.How.POST
    if ONLINE.search(message.place) or ONLINE.search(message.text):
        return Activity.How.ONLINE
    return Activity.How.IN_PERSON if message.place.strip() else ""


def title_of(message: CapturedMessage) -> str:
    """The subject without `Re:`, `Fwd:` and tags in brackets."""
    title, before = message.subject, None
    while title != before:
        before, title = title, BEFORE_TITLE.sub("", title)
    return title.strip()[:TITLE_LENGTH]
