"""Who may do what with activities, projects, what people said and promises. Whether a record is seen is `visible_to`; this comes after."""

from datetime import date

from activities.models import Activity, ActivityFile, Commitment, Insight, Project
from crm.core import roles
from crm.core.models import Attachment


def can_log(user) -> bool:
    """Log activities, write down what people said, make promises."""
    return user.has_right("log_activities")


def can_change(user, record: Activity | Insight | Commitment) -> bool:
    """Change, hold, cancel, archive and restore. The caller found `record` through `visible_to(user)`."""
    return user.has_right("log_activities")


def can_read_notes(user) -> bool:
    """Raw notes, next steps, drafts of files and gaps: staff and colleagues on their own projects, not partner organisations."""
    return not user.is_partner_user


def can_open_calendar(user) -> bool:
    """The calendar, its feeds and the restricted periods: staff and colleagues. Partner organisations have no calendar of ours."""
    return not user.is_partner_user


def can_see_history(user, record: Activity | Insight | Commitment | Project) -> bool:
    """History repeats raw notes, so it is for those who read them."""
    return can_read_notes(user)


def can_publish(user, record: Activity | Project) -> bool:
    """Put a record on the public pages, or take it off again."""
    return user.has_right("publish_records")


def can_check(user, insight: Insight) -> bool:
    """Check what somebody else wrote down: a second pair of eyes. An assurance lead may check their own."""
    return can_log(user) and (insight.created_by_id != user.pk or roles.ASSURANCE_LEAD in user.roles)


def can_create_project(user) -> bool:
    return user.has_right("keep_projects")


def can_change_project(user, project: Project) -> bool:
    """Staff with the right change every project they see; a colleague planning a change only their own."""
    return user.has_right("keep_projects") and (user.is_staff_member or project.owner_id == user.pk)


def can_read_file(user, attachment: Attachment) -> bool:
    """Files are read by those who see their activity; partner users read the published ones. One query."""
    files = ActivityFile.objects.filter(attachment=attachment, activity__in=Activity.objects.visible_to(user))
    return (files if can_read_notes(user) else files.filter(is_published=True)).exists()


def reads_heard(user, activity: Activity) -> bool:
    """The note itself: who reads raw notes, and partner users who were asked to check this one. Never the next steps."""
    return can_read_notes(user) or (activity.corrections_until is not None and activity.visibility == "shared")


def may_correct(user, activity: Activity, today: date) -> bool:
    """Send corrections: partner users, from the day they were asked until the day that was set. They found it through `visible_to`."""
    until = activity.corrections_until
    return user.is_partner_user and until is not None and until >= today and reads_heard(user, activity)


def can_prepare(user) -> bool:
    """Open the meetings of a day and what to know before them: staff. They hold promises, answers and people of every partner."""
    return user.is_staff_member
