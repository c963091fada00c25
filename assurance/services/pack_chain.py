"""What our own register says of a pack that somebody brings along. Nothing is written down."""

import re
from dataclasses import dataclass

from assurance.models import EvidencePack
from assurance.packs.check import Checked

REFERENCE = re.compile(r"PACK-([1-9][0-9]{0,17})")


@dataclass(frozen=True)
class Known:
    """Whether we know a pack's number and hash, and where it stands in the chain: its predecessor and successor, by number."""

    is_known: bool
    is_same: bool = False
    position: int = 0
    before: str = ""
    after: str = ""
    fits_before: bool = True


def known(checked: Checked) -> Known | None:
    """What the register says; None where the file names no pack. Four queries."""
    manifest = checked.manifest
    if not manifest:
        return None
    found = REFERENCE.fullmatch(manifest["pack"])
    ready = EvidencePack.objects.filter(state=EvidencePack.State.READY)
    pack = ready.filter(pk=int(found[1])).select_related("previous").first() if found else None
    if pack is None:
        return Known(False)
    follower = ready.filter(previous=pack).first()
    return Known(
        is_known=True,
        is_same=pack.sha256 == checked.sha256,
        position=_position(pack),
        before=pack.previous.reference if pack.previous else "",
        after=follower.reference if follower else "",
        fits_before=manifest["previous_sha256"] == pack.previous_sha256,
    )


def _position(pack: EvidencePack) -> int:
    """The number of a pack in the chain, from 1."""
    # Packs are sealed one at a time under the chain's lock, but a number taken earlier may be sealed later: the links count, not the numbers.
    following = dict(EvidencePack.objects.filter(state=EvidencePack.State.READY).values_list("pk", "previous_id"))
    number, step = 1, following.get(pack.pk)
    while step is not None:
        number, step = number + 1, following.get(step)
    return number
