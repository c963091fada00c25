from activities.models.activities import (
    Activity,
    ActivityFile,
    ActivityOrganisation,
    ActivityPerson,
    ActivityType,
    DatePrecision,
    Level,
    MissingFact,
    ParticipationCount,
)
from activities.models.capturing import CapturedAddress, CapturedMessage
from activities.models.contact import ContactDay
from activities.models.insight import Commitment, Insight, Theme
from activities.models.planning import CalendarFeed, CompletionWaiver, Correction, LogDraft, Series
from activities.models.projects import Project, ProjectStage, Stage

__all__ = [
    "Activity",
    "ActivityFile",
    "ActivityOrganisation",
    "ActivityPerson",
    "ActivityType",
    "CalendarFeed",
    "CapturedAddress",
    "CapturedMessage",
    "Commitment",
    "CompletionWaiver",
    "ContactDay",
    "Correction",
    "DatePrecision",
    "Insight",
    "Level",
    "LogDraft",
    "MissingFact",
    "ParticipationCount",
    "Project",
    "ProjectStage",
    "Series",
    "Stage",
    "Theme",
]
