"""Taking in e-mails and invitations: one row a file, always, with what became of it in words."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from activities.capture.matching import is_our_mailbox, match
from activities.capture.message import Address, Read
from activities.capture.parsing import read_delivered, read_file
from activities.capture.revisions import TAKEN_OVER, Outcome, revise
from activities.capture.senders import NOT_LISTED, Standing, standing_of
from activities.capture.tags import tag_of
from activities.models import CapturedAddress, CapturedMessage
from crm.core import history
from crm.core.attachments import keep_file
from crm.core.models import User
from crm.core.uploads import safe_name

State, Door, Check = CapturedMessage.State, CapturedMessage.Door, CapturedMessage.SenderCheck
LOCK = 7_202_611
"""Of the database, with the team's number: two copies that arrive together are told apart."""


def capture_file(content: bytes, name: str, *, door: str, actor: User | None, now: datetime) -> CapturedMessage:
    """Take in an .eml, .msg or .ics. Never raises for what is in it.

    Args:
        content: The whole file; its content decides what it is, never its name.
        name: As the giver called it.
        door: A `CapturedMessage.Door`. From the mailbox, the sender decides whose it is and whether it is read.
        actor: Whose it is; None for the machine, whose messages wait for everybody who logs activities.
        now: Which meeting of several is the next.

    Returns:
        One new row: waiting, update, duplicate or refused, the reason in words. Times are UTC; whole days run from local
        midnight of the first to local midnight of the last. Nobody is made: addresses that we do not know stay open.
    """
    if door == Door.MAILBOX:
        read = read_delivered(content, now)
        return keep_message(read, content, name, door=door, actor=None, standing=standing_of(read))
    return keep_message(read_file(content, now), content, name, door=door, actor=actor)


@transaction.atomic
def keep_message(read: Read, content: bytes, name: str, *, door: str, actor: User | None, standing: Standing | None = None) -> CapturedMessage:
    """Store what was read. A refused message keeps neither text nor file, one from a stranger not even its subject.

    Args:
        standing: Of the sender, for the mailbox; its user is whose the message is.
    """
    owner = standing.user if standing else actor
    message = _row(read, content, name, door, owner, standing)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, message.team_id or 0])
    signed = owner if door == Door.UPLOAD else None
    with history.because(signed, "capture"):
        outcome = _outcome(message, read, owner, standing)
        message.state, message.reason, message.replaces = outcome.state, outcome.reason[:300], outcome.first
        message.activity = outcome.activity
        kept = outcome.state in {State.WAITING, State.UPDATE}
        if kept:
            message.attachment = keep_file(content, name, read.ending, signed)
        else:
            message.text = ""
        if outcome.needs_you:
            message.uid = ""
        if outcome.takes_over and outcome.first is not None:
            _take_over(message, outcome.first, _addresses(read))
        message.save(force_insert=True)
        if kept:
            _keep_addresses(message, _addresses(read))
    return message


def _row(read: Read, content: bytes, name: str, door: str, owner: User | None, standing: Standing | None) -> CapturedMessage:
    message = CapturedMessage(
        kind=read.kind, door=door, message_id=read.message_id, thread=read.thread, file_name=safe_name(name)[:255],
        sha256=hashlib.sha256(content).hexdigest(), subject=read.subject, sender_name=read.sender_name, sender_address=read.sender_address,
        sent_at=read.sent_at, text=read.text, captured_by=owner, team_id=owner.team_id if owner else None,
        tag=tag_of([one for one in read.outer_recipients if is_our_mailbox(one)], read.outer_subject or read.subject),
    )  # fmt: skip
    if standing is not None and (not read.is_forwarded or standing.check == Check.FAILED):
        message.sender_check = standing.check
    if read.entry is not None:
        entry = read.entry
        message.uid, message.sequence, message.method = entry.uid, entry.sequence, entry.method
        message.subject, message.place = entry.summary or read.subject, entry.place
        message.starts_at, message.ends_at, message.is_all_day = entry.starts_at, entry.ends_at, entry.is_all_day
        message.tag, message.sent_at = message.tag or tag_of([], entry.summary), read.sent_at or entry.stamped_at
        organiser = next((one for one in entry.addresses if one.part == CapturedAddress.Part.ORGANISER), None)
        if organiser is not None and not message.sender_address:
            message.sender_name, message.sender_address = organiser.name, organiser.address
    if standing is not None and standing.refused == NOT_LISTED:
        message.subject = message.sender_name = message.place = message.file_name = message.tag = ""
    return message


def _outcome(message: CapturedMessage, read: Read, owner: User | None, standing: Standing | None) -> Outcome:
    refusal = (standing.refused if standing else "") or read.refused
    if refusal:
        return Outcome(State.REFUSED, refusal)
    same = Q(sha256=message.sha256) | (Q(message_id=message.message_id) & ~Q(message_id=""))
    first = CapturedMessage.objects.filter(same, team=message.team, state__in=[State.WAITING, State.MADE, State.UPDATE]).order_by("pk").first()
    if first is not None:
        return Outcome(State.DUPLICATE, f"Already here as {first.reference}.", first)
    if read.entry is not None:
        is_trusted = standing is None or standing.check == Check.VERIFIED
        revised = revise(message, read.entry, actor=owner, is_trusted=is_trusted)
        if revised is not None:
            return revised
    return Outcome(State.WAITING, " ".join(read.notes))


def _take_over(message: CapturedMessage, first: CapturedMessage, addresses: Iterable[Address]) -> None:
    """Give the first row of a meeting what its new version says; addresses that a person left out stay left out."""
    for column in TAKEN_OVER:
        setattr(first, column, getattr(message, column))
    first.save(update_fields=list(TAKEN_OVER))
    first.addresses.filter(is_ignored=False).delete()
    left_out = set(first.addresses.values_list("part", "address"))
    _keep_addresses(first, [one for one in addresses if (one.part, one.address) not in left_out])
    message.text = ""


def _addresses(read: Read) -> list[Address]:
    found = {(one.part, one.address): one for one in [*(read.entry.addresses if read.entry else []), *read.addresses]}
    return list(found.values())


def _keep_addresses(message: CapturedMessage, addresses: Iterable[Address]) -> None:
    """Store addresses with whose they are. Five queries for any number."""
    addresses = list(addresses)
    known = match(one.address for one in addresses)
    CapturedAddress.objects.bulk_create(
        CapturedAddress(
            message=message, part=one.part, address=one.address[:320], name=one.name, is_ours=is_our_mailbox(one.address),
            person_id=known[one.address].person_id, organisation_id=known[one.address].organisation_id, user_id=known[one.address].user_id,
        )
        for one in addresses
    )  # fmt: skip
