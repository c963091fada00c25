"""A page's form as a browser without scripts would send it: what stands in the boxes, ticks and lists."""

from html.parser import HTMLParser

from django.utils.datastructures import MultiValueDict


class _Form(HTMLParser):
    def __init__(self):
        super().__init__()
        self.data: MultiValueDict[str, str] = MultiValueDict()
        self.inside = False
        self.select = self.textarea = ""
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and found.get("method") == "post" and "action" not in found:
            self.inside = True
        if not self.inside:
            return
        name = found.get("name", "")
        if tag == "input" and name and found.get("type") not in ("file", "submit"):
            is_tick = found.get("type") in ("checkbox", "radio")
            if not is_tick or "checked" in found:
                self.data.appendlist(name, found.get("value", "on" if is_tick else ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in found:
            self.data.appendlist(self.select, found.get("value", ""))
        elif tag == "textarea":
            self.textarea, self.text = name, []

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.textarea:
            self.data.appendlist(self.textarea, "".join(self.text).removeprefix("\n"))
            self.textarea = ""


def filled(html: str) -> dict[str, list[str]]:
    """What the page's own form (the one that posts to its own address) would send, by name."""
    form = _Form()
    form.feed(html)
    return dict(form.data.lists())
