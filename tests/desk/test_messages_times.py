"""An activity made of an invitation stands when the invitation says, so that a later version of it still finds the activity untouched by hand."""

from datetime import UTC, datetime

import pytest

from activities.capture.times import is_as_invited
from crm.desk.services.messages import make_activity
from tests.desk.factories import CapturedAddressFactory, InvitationFactory
from tests.partners.factories import PersonFactory

pytestmark = pytest.mark.django_db


def moment(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2030, 7, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    "start, end, whole_days",
    [
        (moment(1, 9), moment(1, 10), False),
        (moment(1, 9, 0, 30), moment(1, 10, 15, 45), False),  # some programs write seconds
        (moment(1, 9), moment(2, 10), False),
        (moment(1, 22), moment(1, 23), False),  # until midnight in summer time
        (moment(1, 9), None, False),
        (moment(1, 9), moment(1, 8), False),
        (moment(1, 11), moment(3, 11), True),
    ],
)
def test_nobody_seems_to_have_changed_what_one_press_made(make_user, start, end, whole_days):
    person = make_user(role="engagement_officer")
    message = InvitationFactory(captured_by=person, starts_at=start, ends_at=end, is_all_day=whole_days)
    CapturedAddressFactory(message=message, person=PersonFactory())
    activity = make_activity(message, actor=person)
    assert is_as_invited(activity, message)
