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
from activities.models.contact import ContactDay
from activities.models.insight import Commitment, Insight, Theme
from activities.models.projects import Project, ProjectStage, Stage

__all__ = [
    "Activity",
    "ActivityFile",
    "ActivityOrganisation",
    "ActivityPerson",
    "ActivityType",
    "Commitment",
    "ContactDay",
    "DatePrecision",
    "Insight",
    "Level",
    "MissingFact",
    "ParticipationCount",
    "Project",
    "ProjectStage",
    "Stage",
    "Theme",
]
