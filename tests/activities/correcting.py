"""What people press while a note is checked, for tests."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Correction

YESTERDAY = timedelta(days=-1)


def url(name: str, activity: Activity, *more) -> str:
    return reverse(f"activities:{name}", args=[activity.pk, *more])


def date_boxes(day: date) -> dict:
    return {"until_day": day.day, "until_month": day.month, "until_year": day.year}


def end(activity: Activity) -> None:
    """The day passes."""
    Activity.objects.filter(pk=activity.pk).update(corrections_until=timezone.localdate() + YESTERDAY)


def page_of(client, activity: Activity) -> str:
    return client.get(activity.get_absolute_url()).content.decode()


def correct(client, activity: Activity, text: str = "It was open.", **fields):
    return client.post(url("correction_new", activity), {"text": text, **fields}, follow=True)


def answer(client, correction: Correction, **fields):
    version = Activity.objects.get(pk=correction.activity_id).version
    return client.post(url("correction_answer", correction.activity, correction.pk), {"version": version, **fields}, follow=True)
