from crm.core.models.care import CareCase, CareContact, CareStep, Matter
from crm.core.models.files import Attachment, Export, SavedView
from crm.core.models.imports import ImportBatch, ImportRow
from crm.core.models.jobs import DigestMail, JobRun
from crm.core.models.records import (
    PublishableQuerySet,
    Record,
    RecordQuerySet,
    Visibility,
    published_constraint,
    record_constraints,
)
from crm.core.models.search import SearchEntry
from crm.core.models.users import Team, User
from crm.core.models.working import AccessGrant, AuditEvent, ReferenceRedirect, RestrictedPeriod, Submission

__all__ = [
    "AccessGrant",
    "Attachment",
    "AuditEvent",
    "CareCase",
    "CareContact",
    "CareStep",
    "DigestMail",
    "Export",
    "ImportBatch",
    "ImportRow",
    "JobRun",
    "Matter",
    "PublishableQuerySet",
    "Record",
    "RecordQuerySet",
    "ReferenceRedirect",
    "RestrictedPeriod",
    "SavedView",
    "SearchEntry",
    "Submission",
    "Team",
    "User",
    "Visibility",
    "published_constraint",
    "record_constraints",
]
