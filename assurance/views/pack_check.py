"""Is this pack genuine? Whoever reads packs may ask; nothing of the upload is kept."""

from pathlib import Path

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from assurance import policies
from assurance.forms import CheckForm
from assurance.packs.check import check_pack
from assurance.services.pack_chain import known
from assurance.views.shared import allow

MOST_BYTES = 500_000_000


@csrf_exempt
@require_http_methods(["GET", "POST"])
def pack_check(request: HttpRequest) -> HttpResponse:
    """Take a pack in as a temporary file and say what it is.

    The body is read only after its length was looked at and the handler chosen, and that is before the token of the form is
    known: the token is then asked for by the inner view.
    """
    allow(policies.can_read_packs(request.user))
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        form = CheckForm()
        context = {"form": form, "most": MOST_BYTES, "too_large": _too_large()}
        return render(request, "assurance/pack_check.html", context, status=413)
    return _answer(request)


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    context = {"form": form, "most": MOST_BYTES}
    if form.is_valid():
        upload = form.cleaned_data["pack"]
        checked = check_pack(Path(upload.temporary_file_path()), settings.KEY_DIR)
        context |= {"checked": checked, "known": known(checked), "name": upload.name}
    return render(request, "assurance/pack_check.html", context)


def _too_large() -> str:
    return _("The file is larger than {n} MB. Check it with the command manage.py verify_pack.").format(n=MOST_BYTES // 1_000_000)
