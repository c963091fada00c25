"""Text that strangers wrote, made fit to keep: no control characters, no marks that turn its direction, a known length."""

import re
import unicodedata
from html.parser import HTMLParser

MOST_TEXT = 100_000
MOST_HTML = 2_000_000
_SKIPPED = {"script", "style", "head", "title", "template", "noscript", "svg", "math"}
_BLOCKS = {"p", "div", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section", "article", "header", "footer", "hr", "pre"}
_ATTRIBUTION = re.compile(r"^(On|Am|Le|El|Il|Op|Den|W dniu)\b.{5,200}\b(wrote|schrieb|écrit|escribió|scritto|schreef|skrev|napisał\S*)\b.*:$", re.IGNORECASE)


def line(value: str, most: int) -> str:
    """One line of at most `most` characters, without characters that do not print."""
    return " ".join(_printing(value.replace("\n", " ").replace("\t", " ")).split())[:most].strip()


def paragraphs(value: str, most: int = MOST_TEXT) -> str:
    """Several lines, without trailing blanks and with at most one empty line in a row."""
    plain = _printing(value.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))
    plain = "\n".join(one.rstrip() for one in plain.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", plain).strip()[:most].strip()


def _printing(value: str) -> str:
    return "".join(sign for sign in value if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co"})


def newest_first(text: str) -> str:
    """A mail whose answer stands below what it quotes, turned round; any other as it is. Nothing is left out."""
    lines = text.split("\n")
    quoted = [number for number, one in enumerate(lines) if one.startswith(">")]
    if not quoted:
        return text
    before = [one for one in lines[: quoted[0]] if one.strip() and not _ATTRIBUTION.match(one.strip())]
    after = "\n".join(lines[quoted[-1] + 1 :]).strip()
    if before or not after:
        return text
    return f"{after}\n\n" + "\n".join(lines[: quoted[-1] + 1]).strip()


def from_html(markup: str) -> str:
    """What a reader would see, as plain lines. Nothing is fetched, nothing is run."""
    reader = _Reader()
    reader.feed(markup[:MOST_HTML])
    reader.close()
    return paragraphs("".join(reader.pieces))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._hidden += 1
        elif tag == "body":
            self._hidden = 0  # a head that was never closed
        elif tag == "br" or tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag in {"td", "th"}:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(" ".join(data.split()) if data.strip() else " " if data else "")
            if data[-1:].isspace():
                self.pieces.append(" ")
