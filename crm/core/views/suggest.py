from collections.abc import Sequence
from dataclasses import asdict

from django.http import HttpRequest, JsonResponse

from crm.core.forms.pickers import QuerySource
from crm.core.forms.text import plain_text

MOST = 10


def suggestions(request: HttpRequest, sources: Sequence[QuerySource]) -> JsonResponse:
    """Answer a picker's `?q=`: at most ten of `[{value, label, hint}]`, taken from each source in turn.

    The sources hold visible rows only, so a name that the reader may not see is not suggested, counted or hinted at.
    """
    words = plain_text(request.GET.get("q", ""))
    found = [source.suggest(words, MOST) for source in sources] if len(words.strip()) > 1 else []
    mixed = [choices[rank] for rank in range(MOST) for choices in found if rank < len(choices)]
    response = JsonResponse([asdict(choice) for choice in mixed[:MOST]], safe=False)
    response["Cache-Control"] = "private, no-store"
    return response
