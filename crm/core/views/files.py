from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from crm.core.attachments import may_read
from crm.core.models import Attachment


@require_safe
def file_download(request: HttpRequest, pk: int) -> FileResponse:
    """A file as a download that cannot run in the browser; hidden and unknown files answer alike."""
    attachment = get_object_or_404(Attachment, pk=pk)
    if not may_read(attachment, request.user):
        raise Http404
    response = FileResponse(attachment.file.open("rb"), as_attachment=True, filename=attachment.name, content_type=attachment.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
