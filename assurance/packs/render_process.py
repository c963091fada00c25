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

    page = HTML(string=html.decode(), url_fetcher=NothingFetched(), base_url=None)
    return page.write_pdf(pdf_variant="pdf/ua-1", finisher=_scope_headers)


def _scope_headers(document: Any, pdf: Any) -> None:
    """Say of each table header whether it heads its column or its row.

    WeasyPrint 70 links cells to their headers by id and leaves the scope out; checkers and some screen readers ask
    for it (PDF/UA-1 §7.5, ISO 32000-1 table 349).
    """
    elements = {part.reference: part for part in pdf.objects if hasattr(part, "get") and "S" in part}
    for header in elements.values():
        if header["S"] == "/TH":
            row = elements[header["P"]]
            header["A"]["Scope"] = "/Column" if elements[row["P"]]["S"] == "/THead" else "/Row"


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
