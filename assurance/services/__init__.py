"""Changes of decisions and what hangs on them: one verb, one transaction each."""

from assurance.services.evidence import (
    Suggestion,
    add_file,
    add_web_address,
    decisions_that_could_use,
    decline_evidence,
    item_for,
    link_evidence,
    propose_evidence,
)

__all__ = [
    "Suggestion",
    "add_file",
    "add_web_address",
    "decisions_that_could_use",
    "decline_evidence",
    "item_for",
    "link_evidence",
    "propose_evidence",
]
