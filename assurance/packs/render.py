"""The PDF of a pack: HTML by a template, PDF by WeasyPrint in a process of its own that can be stopped.

The PDF declares PDF/UA-1 and passes our structural tests, no more.
"""

import os
import subprocess
import sys
from pathlib import Path

from django.template.loader import render_to_string

from assurance.packs import charts, contents
from assurance.packs.archive import PackRefused
from assurance.packs.render_process import EXIT_OUT_OF_MEMORY
from assurance.packs.tables import Table, made_on, public_words
from assurance.reports import PackReport
from assurance.reports_base import TRAINING_NOTICE, SealedReport

PROJECT = Path(__file__).resolve().parents[2]
TIME_LIMIT_SECONDS = 60
MEMORY_LIMIT_BYTES = 1 << 30
# The renderer gets no more of our environment than fonts and text need: no database address, no secrets.
ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "XDG_CACHE_HOME", "XDG_DATA_DIRS", "FONTCONFIG_FILE")


class RenderFailed(PackRefused):
    """The PDF could not be made; the message says why in plain words."""


def pack_html(report: SealedReport) -> str:
    """The whole pack as one HTML page with its own style sheet: no request is needed to show it."""
    template = "assurance/pack/pack.html" if isinstance(report, PackReport) else "assurance/pack/plain.html"
    return render_to_string(template, pack_context(report))


def pack_context(report: SealedReport) -> dict[str, object]:
    """What the templates show: the report, and its sections as a list and by number (`s1`)."""
    sections = contents.sections(report)
    chart = charts.placing_chart(report) if isinstance(report, PackReport) else None
    return {
        "report": report,
        "training_notice": TRAINING_NOTICE,
        "public_notice": public_words(report) if report.is_public else "",
        "made_on": made_on(report),
        "sections": [(section, [_shown(table, report) for table in section.tables]) for section in sections],
        "widths": sorted({width for section in sections for table in section.tables for width in _widths(table)}),
        "chart": chart,
        "chart_words": charts.described(chart) if chart else "",
        "facts": contents.short_facts(report),
        **{f"s{section.number}": section for section in sections},
    }


def _shown(table: Table, report: SealedReport) -> dict[str, object]:
    """A list with its rows, and how wide each column is: fixed, because measuring the cells of long tables is slow."""
    return {
        "columns": list(zip(table.columns, _widths(table), strict=True)),
        "rows": list(table.rows(report)),
        "is_gaps": table.opens_and_closes,
        "note": table.note,
    }


def _widths(table: Table) -> tuple[int, ...]:
    return table.widths or (100 // len(table.columns),) * len(table.columns)


def pack_pdf(report: SealedReport) -> bytes:
    """The PDF of a pack. Takes about a second for a small pack; see `html_to_pdf` for limits and errors."""
    return html_to_pdf(pack_html(report))


def html_to_pdf(html: str, *, seconds: float = TIME_LIMIT_SECONDS, memory_bytes: int = MEMORY_LIMIT_BYTES) -> bytes:
    """Tagged PDF/UA-1 from a page that brings everything with it; nothing is fetched, whatever the page asks for.

    Raises:
        RenderFailed: out of time or memory, or the renderer died; it is killed and nothing is left running.
    """
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    command = [sys.executable, "-m", "assurance.packs.render_process", str(memory_bytes), str(int(seconds) + 10)]
    try:
        done = subprocess.run(command, input=html.encode(), capture_output=True, timeout=seconds, cwd=PROJECT, env=environment)
    except subprocess.TimeoutExpired as error:
        raise RenderFailed(f"Making the PDF took longer than {seconds:g} seconds and was stopped.") from error
    if done.returncode == 0 and done.stdout.startswith(b"%PDF-"):
        return done.stdout
    # Libraries in C abort instead of reporting that memory ran out.
    if done.returncode == EXIT_OUT_OF_MEMORY or done.returncode < 0:
        raise RenderFailed(f"Making the PDF needed more than {memory_bytes >> 20} MB of memory and was stopped.")
    raise RenderFailed("The PDF could not be made: the renderer failed. " + _last_line(done.stderr))


def _last_line(errors: bytes) -> str:
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "It gave no reason."
