from crm.core import history


class HistoryMiddleware:
    """Tell the database who acts in this request. Reading as a stranger needs no actor, so cached public pages ask nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in ("GET", "HEAD", "OPTIONS") and not request.user.is_authenticated:
            return self.get_response(request)
        with history.acting_as(request.user, request=getattr(request, "request_id", "")):
            return self.get_response(request)
