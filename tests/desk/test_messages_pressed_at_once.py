import threading

from django.contrib.auth.models import Group
from django.db import connection

from activities.models import Activity
from crm.core import history
from crm.core.models import User
from crm.desk.services.messages import make_activity
from tests.desk.factories import CapturedAddressFactory
from tests.partners.factories import OrganisationFactory


def test_two_people_pressing_at_once_make_one_activity(own_database, django_db_blocker):
    with django_db_blocker.unblock(), history.acting("system:tests"):
        people = [User.objects.create_user(email=f"officer-{number}@example.nhs.uk", name=f"Officer {number}") for number in range(2)]
        Group.objects.get(name="engagement_officer").user_set.set(people)
        message = CapturedAddressFactory(organisation=OrganisationFactory()).message
        made, start = [], threading.Barrier(2)

        def press(person):
            try:
                with history.acting_as(person):
                    start.wait(timeout=30)
                    made.append(make_activity(message, actor=person).pk)
            finally:
                connection.close()

        presses = [threading.Thread(target=press, args=[person]) for person in people]
        for thread in presses:
            thread.start()
        for thread in presses:
            thread.join()
        assert len(made) == 2 and len(set(made)) == 1
        assert Activity.objects.count() == 1
