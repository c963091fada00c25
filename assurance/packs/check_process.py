"""The process that checks one uploaded pack within limits and says as JSON what it found; see `check`. It knows no Django and no database."""

import json
import resource
import sys
from pathlib import Path

EXIT_OUT_OF_MEMORY = 3


def main(path: Path, keys: Path, memory_bytes: int, cpu_seconds: int) -> None:
    """Set our own limits, then check; nothing can be written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        sys.stdout.write(json.dumps(_check(path, keys)))
    except MemoryError:
        sys.exit(EXIT_OUT_OF_MEMORY)


def _check(path: Path, keys: Path) -> dict[str, object]:
    from assurance.packs import signing  # after the limits are set, so that they cover libraries as well
    from assurance.packs.verify import inspect_pack

    trusted = signing.published_keys(keys)
    result = inspect_pack(path, trusted_keys=trusted or None)
    manifest = result.manifest
    said: dict[str, object] = {
        "findings": [{"code": found.code, "subject": found.subject, "text": found.text} for found in result.findings],
        "sha256": result.sha256,
        "has_keys": bool(trusted),
    }
    if manifest is not None:
        previous = manifest.previous
        said["manifest"] = {
            "pack": manifest.pack,
            "subject": manifest.subject,
            "edition": manifest.edition,
            "created": manifest.created.isoformat(),
            "files": len(manifest.files),
            "size": sum(file.size for file in manifest.files),
            "previous": previous.pack if previous else "",
            "previous_sha256": previous.sha256 if previous else "",
            "fingerprint": signing.fingerprint(manifest.public_key),
        }
    return said


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
