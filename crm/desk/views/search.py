"""The search page, and suggestions for the header box and for pickers."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from crm.core.forms.pickers import Choice
from crm.core.forms.text import plain_text
from crm.core.search import find_reference, record_kinds, search
from crm.core.views.suggest import suggestions
from partners.pickers import SOURCES

SHOWN = 50


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """`?q=` over everything the reader may see; a reference opens its record at once. `?kind=` keeps to one kind."""
    text = " ".join(plain_text(request.GET.get("q", ""))[:200].split())
    address = find_reference(request.user, text)
    if address is not None:
        return redirect(address)
    kind = request.GET.get("kind", "")
    kind = kind if kind in record_kinds() else ""
    results = search(request.user, text, kinds=[kind] if kind else None, limit=SHOWN) if text else None
    kinds = [(name, str(model._meta.verbose_name_plural).capitalize()) for name, model in record_kinds().items()]
    context = {"search_words": text, "results": results, "kind": kind, "kinds": kinds, "shown": SHOWN}
    return render(request, "desk/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """`?q=&kind=organisation,person` answers at most ten of `[{value, label, hint}]`; without `kind`, records of any kind."""
    asked = [name for name in request.GET.get("kind", "").split(",") if name][:6]
    known = [name for name in asked if name in SOURCES or name in record_kinds()]
    sources = [SOURCES[name](request.user) if name in SOURCES else EntrySource(request.user, name) for name in known]
    return suggestions(request, sources if asked else [EntrySource(request.user)])


class EntrySource:
    """Suggestions for kinds without a source of their own, from search: value `<kind>:<id>`, hint the reference."""

    def __init__(self, user, kind: str = ""):
        self.user, self.kinds = user, [kind] if kind else None

    def suggest(self, words: str, limit: int = 10) -> list[Choice]:
        """The newest records in use that hold the words."""
        hits = search(self.user, words, kinds=self.kinds, limit=limit).hits
        return [Choice(f"{hit.kind}:{hit.key}", hit.title, hit.reference) for hit in hits if not hit.is_archived]
