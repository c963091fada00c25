from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from crm.core.attachments import may_read
from crm.core.models import Attachment


@require_safe
def attachment_download(request: HttpRequest, pk: int) -> FileResponse:
    """A stored file, as a download that no browser opens as a page. Whoever may see no record with it gets 404.

    Raises:
        PermissionDenied: A virus was found in it.
    """
    attachment = get_object_or_404(Attachment, pk=pk)
    if not may_read(request.user, attachment):
        raise Http404
    if attachment.scan_state == Attachment.ScanState.QUARANTINED:
        raise PermissionDenied
    try:
        opened = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, as_attachment=True, filename=attachment.name, content_type=attachment.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
