"""The form of a page as a browser would send it: what the walk posts is what people would post."""

from html.parser import HTMLParser

NOT_SENT = ("submit", "button", "image", "reset", "file")


class _Forms(HTMLParser):
    """All forms of a page: address, method and the values they would send."""

    def __init__(self):
        super().__init__()
        self.forms: list[tuple[str, str, dict[str, list[str]]]] = []
        self._select: tuple[str, bool] | None = None
        self._options: list[tuple[str, bool]] = []
        self._textarea: str | None = None
        self._text = ""

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.forms.append((found.get("action") or "", (found.get("method") or "get").lower(), {}))
        elif tag == "input" and "name" in found and "disabled" not in found and found.get("type") not in NOT_SENT:
            if found.get("type") not in ("checkbox", "radio") or "checked" in found:
                self._keep(found["name"], found.get("value") or ("on" if found.get("type") == "checkbox" else ""))
        elif tag == "select":
            self._select, self._options = (found.get("name", ""), "multiple" in found), []
        elif tag == "option" and self._select:
            self._options.append((found.get("value") or "", "selected" in found))
        elif tag == "textarea":
            self._textarea, self._text = found.get("name", ""), ""

    def handle_endtag(self, tag):
        if tag == "select" and self._select:
            name, several = self._select
            chosen = [value for value, selected in self._options if selected]
            for value in chosen or ([] if several else [value for value, _ in self._options[:1]]):
                self._keep(name, value)
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            self._keep(self._textarea, self._text.removeprefix("\n"))
            self._textarea = None

    def handle_data(self, data):
        if self._textarea is not None:
            self._text += data

    def _keep(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1][2].setdefault(name, []).append(value)


def form_of(html: str, address: str) -> dict[str, list[str]]:
    """What the largest form of the page that posts to the page itself would send; nothing where there is none."""
    reader = _Forms()
    reader.feed(html)
    own = [values for action, method, values in reader.forms if method == "post" and action in ("", address, "?")]
    return max(own, key=len, default={})
