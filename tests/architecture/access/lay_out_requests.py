"""Requests for information of the walk: one with a record that is not decided upon, one where all is."""

from assurance.models import InformationRequest, InformationRequestItem
from tests.architecture.access.records import Records


def lay_out_requests(made: Records) -> None:
    for number, (variety, treatment) in enumerate((("open", "undecided"), ("decided", "release")), start=1):
        request = InformationRequest.objects.create(
            local_reference=f"FOI-1{number}", subject="A clinic", question="All records", received_on="2026-05-01", due_on="2026-06-01"
        )
        item = InformationRequestItem.objects.create(request=request, kind="activity", record_key=made.of("activity", "open").pk, treatment=treatment)
        made.add("information_request", variety, request, "iu")
        made.nest("item_pk", variety, item)
