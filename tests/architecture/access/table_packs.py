"""Evidence packs: whoever opens decisions reads those of decisions; those of years and questions, who reads assurance."""

from tests.architecture.access.routes import READS, Route

BUILDS = "eab"

PACKS = {
    "pack_new": Route(BUILDS, BUILDS, "decision", works=False),
    "pack_year_new": Route(BUILDS, BUILDS, "framework_year", works=False),
    "pack_question_new": Route(BUILDS, BUILDS, works=False),
    "pack_check": Route(READS, READS, works=False),
    "pack_list": Route(READS),
    "pack_detail": Route(READS, kind="pack"),
    "pack_download": Route(READS, kind="pack"),
    "pack_compare": Route(READS, kind="pack"),
}
