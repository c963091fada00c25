"""Who may read and keep the years of frameworks, and read the answers to the questions about a year."""


def can_read_years(user) -> bool:
    """Open years, compare them, read answers and take their tables along: they are about the whole organisation."""
    return user.has_right("read_assurance")


def can_keep_years(user) -> bool:
    """Open a year, judge its criteria, write down the result, assign gaps."""
    return user.has_right("review_years")
