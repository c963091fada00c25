"""Word templates of covers: checked when they are uploaded. A file never changes; another one is another template."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db import transaction

from assurance.covers.merging import MOST_BYTES, TemplateRefused, check_template
from assurance.models import CoverTemplate
from assurance.services.once import earlier_press, remember
from crm.core import history
from crm.core.models import User
from crm.core.services import explained
from partners.models import Body


def upload_template(*, name: str, file: File, body: Body | None, caps: Mapping[str, int], actor: User, key: UUID | None = None) -> CoverTemplate:
    """Check a Word template and keep it. The caller has asked `policies.can_keep_meetings`.

    Raises:
        TemplateRefused: Too large, not a Word file, unsafe, or with a field that is not known; the message says what to do.
        ValidationError: There is one of this name.
    """
    if (file.size or 0) > MOST_BYTES:
        raise TemplateRefused({"file": f"The template is larger than {MOST_BYTES >> 20} MB. Take large pictures out."})
    content = file.read()
    check_template(content)
    return _keep(content, name=name, body=body, caps=caps, actor=actor, key=key)


@transaction.atomic
def _keep(content: bytes, *, name: str, body: Body | None, caps: Mapping[str, int], actor: User, key: UUID | None) -> CoverTemplate:
    press, made = earlier_press(CoverTemplate, key, actor)
    if made:
        return made
    sha256 = hashlib.sha256(content).hexdigest()
    template = CoverTemplate(name=name.strip(), body=body, caps=dict(caps), sha256=sha256, uploaded_by=actor)
    template.clean_fields(exclude=["file"])
    template.file.save(f"{sha256[:16]}.docx", ContentFile(content), save=False)
    try:
        with history.because(actor, "upload_cover_template"), explained():
            template.save()
    except BaseException:
        template.file.storage.delete(str(template.file.name))
        raise
    remember(press, template)
    return template


@transaction.atomic
def change_template(template: CoverTemplate, *, name: str, body: Body | None, caps: Mapping[str, int], is_current: bool, actor: User) -> CoverTemplate:
    """Change the name, the body, the lengths and whether it is offered. Signed covers stay as they are.

    Raises:
        ValidationError: There is one of this name.
    """
    template = CoverTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    template.name, template.body, template.caps, template.is_current = name.strip(), body, dict(caps), is_current
    template.clean_fields(exclude=["file"])
    with history.because(actor, "change_cover_template"), explained():
        template.save(update_fields=["name", "body", "caps", "is_current"])
    return template
