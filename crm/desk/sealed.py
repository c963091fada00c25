"""When history was last sealed and verified, in words: for the desk and for the page that is printed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from crm.core.models import JobRun
from crm.core.sealing import Seal, newest_seal
from crm.core.templatetags.kit import ago, long_moment

VERIFYING = "verify_history"


@dataclass(frozen=True)
class Sealed:
    """The newest seal and the newest check of the whole history; None where there was none yet."""

    seal: Seal | None
    verified_at: datetime | None
    altered: bool
    said: str

    @property
    def words(self) -> str:
        """`History sealed 4 minutes ago, verified Mon 23 November 2026 at 04:15`."""
        if self.seal is None:
            return _("History is not sealed yet. The clock does it every ten minutes.")
        sealed = _("History sealed {ago}").format(ago=ago(self.seal.at))
        if self.verified_at is None:
            return _("{sealed}, not verified yet").format(sealed=sealed)
        if self.altered:
            return _("{sealed}. The check of {when} did not pass: ask an administrator to run verify_history.").format(
                sealed=sealed, when=long_moment(self.verified_at)
            )
        return _("{sealed}, verified {when}").format(sealed=sealed, when=long_moment(self.verified_at))

    @property
    def groups(self) -> list[str]:
        """The hash of the seal in groups of eight, to read aloud and compare."""
        text = self.seal.hash.hex() if self.seal else ""
        return [text[start : start + 8] for start in range(0, len(text), 8)]


def how_sealed() -> Sealed:
    """Two queries."""
    run = JobRun.objects.filter(name=VERIFYING, finished_at__isnull=False).first()
    return Sealed(newest_seal(), run.finished_at if run else None, bool(run and run.failed), run.said if run else "")
