"""Meetings and templates of covers for the walk: they belong to nobody, so that whoever opens decisions sees every meeting."""

from django.core.files.base import ContentFile

from assurance.covers.merging import sample_template
from assurance.models import BodyMeeting, CoverTemplate
from partners.models import Body
from tests.architecture.access.records import Records
from tests.architecture.access.routes import READS


def lay_out_papers(made: Records) -> None:
    body = Body.objects.create(name="A committee", kind="committee")
    made.add("meeting", "one", BodyMeeting.objects.create(body=body, on="2190-01-01"), READS)
    template = CoverTemplate(name="A template", sha256="0" * 64, uploaded_by=made.users["b"])
    template.file.save("template.docx", ContentFile(sample_template()), save=True)
    made.add("cover_template", "one", template, "ab")
