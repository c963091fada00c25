"""Small numbers of people, as readers see them."""

SMALLEST_SHOWN = 8
ROUNDED_TO = 5


def people(number: int) -> str:
    """A count of people: 0 stays, 1 to 7 is `*`, more is rounded to the nearest 5. Counts of meetings or bodies do not come here.

    Source:
        NHS Digital's method for sub-national counts.
    """
    if number == 0:
        return "0"
    return "*" if number < SMALLEST_SHOWN else f"about {(number + 2) // ROUNDED_TO * ROUNDED_TO:,}"
