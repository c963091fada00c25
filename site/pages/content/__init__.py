"""The texts that a new site starts with, as blocks of `pages.blocks.PublicBody`. Editors own them from then on.

Written in our own words. What is said of Kent and Medway comes from public pages of the former clinical commissioning
group and of NHS Kent and Medway; what those pages do not say is not said here either.
"""

from pages.content import approach, legal, taking_part, work
from pages.content.plan import PageText

PAGES: tuple[PageText, ...] = (
    taking_part.HOME,
    taking_part.GET_INVOLVED,
    taking_part.TELL_US,
    approach.APPROACH,
    work.WORK,
    work.EVENTS,
    work.ANSWERS,
    legal.PRIVACY,
    legal.ACCESSIBILITY,
)

__all__ = ["PAGES", "PageText"]
