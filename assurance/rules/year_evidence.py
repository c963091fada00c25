"""What a framework asks of evidence for one of its years: how many items, from when, and where pages may be. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Limits:
    """The rules of a framework, and the year for which evidence is given."""

    framework: str
    year: str
    starts_on: date
    ends_on: date
    most_items: int | None = None
    in_year_only: bool = False
    own_site_only: bool = False


@dataclass(frozen=True)
class Offered:
    """What is offered as evidence. `starts_on` is empty when nobody knows when it was; `url` only for a web address."""

    starts_on: date | None
    ends_on: date | None = None
    url: str = ""
    own_page_url: str = ""


def origin_of(address: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of a web address; None when it has none of them."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname.lower().rstrip("."), port or PORTS[parts.scheme]


def is_own(address: str, own_sites: Sequence[str]) -> bool:
    """Whether a web address is on one of our own sites, whatever its scheme; a port that is not the usual one must be the same."""
    found = origin_of(address)
    if found is None:
        return False
    usual = set(PORTS.values())
    for site in own_sites:
        own = origin_of(site)
        if own and found[1] == own[1] and (found[2] == own[2] or {found[2], own[2]} <= usual):
            return True
    return False


def full(limits: Limits, criterion: str, taken: Sequence[str]) -> str:
    """Why a criterion takes no more evidence, naming what it has; "" while it does."""
    if limits.most_items is None or len(taken) < limits.most_items:
        return ""
    return (
        f"{limits.framework} takes at most {limits.most_items} pieces of evidence for {criterion}. "
        f"For {limits.year} it has: {'; '.join(taken)}. Take one out before you add another."
    )


def outside_year(limits: Limits, offered: Offered) -> str:
    """Why something does not count for the year; "" when it does, or when the framework does not ask."""
    if not limits.in_year_only:
        return ""
    span = f"{limits.starts_on:%-d %B %Y} to {limits.ends_on:%-d %B %Y}"
    if offered.starts_on is None:
        return f"Say when it was live. {limits.framework} takes evidence from {span} only."
    if offered.starts_on > limits.ends_on or (offered.ends_on or offered.starts_on) < limits.starts_on:
        return f"It is from {offered.starts_on:%-d %B %Y}. {limits.framework} takes evidence that was live from {span}."
    return ""


def not_ours(limits: Limits, offered: Offered, own_sites: Sequence[str]) -> str:
    """Why a web address does not count; "" when it is on our own site, or a page of ours that leads there is named."""
    if not limits.own_site_only or not offered.url or is_own(offered.url, own_sites) or is_own(offered.own_page_url, own_sites):
        return ""
    if offered.own_page_url:
        return "That page is not on our own site. Give the address of a page of ours that links to it."
    return f"{limits.framework} takes web pages on our own site only, or signposted from it. Give the address of our page that links to it."
