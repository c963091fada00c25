"""What is missing for D3, "What to keep, adapt or reverse for the long term", written by hand.

Source: the worked example of the involvement field notes, built only on the public page "Our involvement work" of Kent and
Medway CCG: whatever that page does not say, and the criteria that nothing on it supports. Each line: the record that the gap
belongs to, and words that the gap must say. Nothing else may be in the list.
"""

GAPS_OF_D3 = [
    # Activities: what the page does not say about them.
    ("ACT-1", "the year"),
    ("ACT-1", "questions"),
    ("ACT-1", "how many people responded"),
    ("ACT-1", "profile"),
    ("ACT-2", "how many people called"),
    ("ACT-3", "how many comments"),
    ("ACT-4", "which patient groups"),
    ("ACT-4", "when"),
    ("ACT-4", "notes"),
    ("ACT-5", "which communities"),
    ("ACT-6", "how many colleagues"),
    ("ACT-7", "how many interviews"),
    ("ACT-8", "which local authorities"),
    ("ACT-9", "which voluntary-sector partners"),
    ("ACT-10", "reports"),
    ("ACT-10", "Healthwatch Kent or Medway"),
    ("ACT-11", "outputs"),
    # Sections of the pack that nothing on the page fills.
    ("DEC-3", "reach and profile"),
    ("DEC-3", "findings: what people said"),
    ("DEC-3", "equality analysis"),
    ("DEC-3", "findings reached the decision-makers"),
    ("DEC-3", "response and feedback"),
    # The two promises made in public have neither owner nor date.
    ("COM-1", "who keeps the promise"),
    ("COM-1", "is due"),
    ("COM-2", "who keeps the promise"),
    ("COM-2", "is due"),
    # The criterion map: not yet evidenced.
    ("DEC-3", "pcei:D1"),
    ("DEC-3", "pcei:D2"),
    ("DEC-3", "pcei:E1"),
    ("DEC-3", "pcei:E3"),
    ("DEC-3", "gunning:2"),
    ("DEC-3", "gunning:3"),
    ("DEC-3", "gunning:4"),
]


def unmatched(gaps: list[tuple[str, str]], expected: list[tuple[str, str]] = GAPS_OF_D3) -> tuple[list, list]:
    """`gaps` as (record, text): those that nobody expected, and those expected that are not there. One gap answers one line."""
    left, missing = list(gaps), []
    for record, words in expected:
        found = next((gap for gap in left if gap[0] == record and words.lower() in gap[1].lower()), None)
        if found:
            left.remove(found)
        else:
            missing.append((record, words))
    return left, missing
