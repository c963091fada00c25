"""How production keeps static files: compressed, under names with a hash of their content."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


def _names_a_source_map(pattern: str | tuple[str, str]) -> bool:
    """Whether one of Django's patterns, alone or with its replacement, looks for the name of a source map."""
    return "sourceMappingURL" in (pattern if isinstance(pattern, str) else pattern[0])


class CollectedStaticFiles(CompressedManifestStaticFilesStorage):
    """As WhiteNoise's storage, without following the names of source maps.

    The NHS stylesheet names a map that its package does not ship, and `collectstatic` refuses missing files. Maps are for
    people who debug the original; everything else that a file names must still be there.
    """

    patterns = tuple((kind, tuple(one for one in found if not _names_a_source_map(one))) for kind, found in HashedFilesMixin.patterns)
