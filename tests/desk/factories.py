"""Captured messages for tests, as the engine stores them. Nobody in them is a real person."""

import factory

from activities.models import CapturedAddress, CapturedMessage


class CapturedMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CapturedMessage

    door = "upload"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    message_id = factory.Sequence(lambda n: f"<message-{n}@example.org>")
    subject = factory.Sequence(lambda n: f"Buses after six ({n})")
    sender_name = "Secretary"
    sender_address = "secretary@example.org"
    sent_at = "2026-07-14T09:30:00Z"
    text = "The last bus leaves before the clinic closes."


class InvitationFactory(CapturedMessageFactory):
    kind = "invitation"
    message_id = ""
    uid = factory.Sequence(lambda n: f"entry-{n}@example.org")
    method = "REQUEST"
    starts_at = "2026-07-14T13:00:00Z"
    ends_at = "2026-07-14T14:00:00Z"
    place = "Town hall"


class CapturedAddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CapturedAddress

    message = factory.SubFactory(CapturedMessageFactory)
    part = "sender"
    address = factory.Sequence(lambda n: f"someone-{n}@example.org")
    name = "Somebody"
