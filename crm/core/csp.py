"""One strict Content-Security-Policy for the public site and the desk, a looser one for Wagtail's own pages."""

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse

CMS_PREFIX = "/cms/"
CMS_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
"""Wagtail's editors use inline scripts and styles and show previews in frames (wagtail/wagtail#1288)."""


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """django-csp, with the policy chosen by address; pages are cached, so there are no nonces."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Set the header; a view's own `csp_replace` still wins."""
        if request.path.startswith(CMS_PREFIX) and not hasattr(response, "_csp_replace"):
            response._csp_replace = CMS_POLICY
        return super().process_response(request, response)
