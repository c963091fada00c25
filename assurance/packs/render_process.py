"""The process that turns HTML on standard input into a PDF on standard output, within limits; see `render`."""

import resource
import sys
from typing import Any, NoReturn

EXIT_OUT_OF_MEMORY = 3


def main(memory_bytes: int, cpu_seconds: int) -> None:
    """Set our own limits, then render. The limits also end us when the parent was killed and nobody waits."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sys.stdout.buffer.write(_render(sys.stdin.buffer.read()))
    except MemoryError:
        sys.exit(EXIT_OUT_OF_MEMORY)


def _render(html: bytes) -> bytes:
    from weasyprint import HTML  # after the limits are set, so that they cover its libraries as well
    from weasyprint.urls import URLFetcher

    class NothingFetched(URLFetcher):
        """Refuses every address: pages bring their style sheet with them and need nothing else."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> NoReturn:
            raise ValueError("nothing is fetched")

    options: dict[str, Any] = {"pdf_variant": "pdf/ua-1"}
    return HTML(string=html.decode(), url_fetcher=NothingFetched(), base_url=None).write_pdf(**options)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
