from uuid import UUID

from django.core.exceptions import ValidationError

from crm.core.models import Submission


def submission(key: UUID, user) -> Submission:
    """The one submission with this key, locked until the end of the transaction.

    Call it first in the transaction of a service that makes a record. When `object_id` is set, an earlier press of the
    same button made that record: answer with it. Otherwise make the record and store its id here. A second press at the
    same moment waits at the unique key for the first. Three queries.

    Raises:
        ValidationError: Somebody else sent a form with this key.
    """
    Submission.objects.bulk_create([Submission(key=key, user=user)], ignore_conflicts=True)
    found = Submission.objects.select_for_update().filter(key=key, user=user).first()
    if found is None:
        raise ValidationError("This form belongs to somebody else. Open a new one.", code="not_yours")
    return found
