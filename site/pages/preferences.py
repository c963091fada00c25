"""The reader's text size and contrast: two cookies with one of a few words each, so that pages can be cached by them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

TEXT_SIZES = {"normal": _("Normal"), "large": _("Large"), "largest": _("Very large")}
CONTRASTS = {"standard": _("Standard"), "high": _("High")}
COOKIES = {"text": ("lp_text", TEXT_SIZES), "contrast": ("lp_contrast", CONTRASTS)}
YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Preferences:
    """What the reader chose. `html_class` goes on the page's root element."""

    text: str = "normal"
    contrast: str = "standard"

    @property
    def html_class(self) -> str:
        text = "" if self.text == "normal" else f"lp-text-{self.text}"
        return f"{text} {'lp-contrast' if self.contrast == 'high' else ''}".strip()


def of(cookies: Mapping[str, str]) -> Preferences:
    """The preferences in a request's cookies; anything unknown counts as the default."""
    chosen = {name: cookies.get(cookie, "") for name, (cookie, _words) in COOKIES.items()}
    return Preferences(**{name: value for name, value in chosen.items() if value in COOKIES[name][1]})


def keep(response: HttpResponse, name: str, value: str, *, secure: bool) -> None:
    """Set the cookie of one preference for a year. It holds one of our own words and says nothing about the reader."""
    cookie, words = COOKIES[name]
    if value in words:
        response.set_cookie(cookie, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
