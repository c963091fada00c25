from assurance.models.decisions import (
    BodyMeeting,
    Decision,
    DecisionDuty,
    DecisionFramework,
    GapOwner,
    InvolvementAssessment,
    Placing,
    TimelinePlacing,
)
from assurance.models.evidence import (
    CriterionReview,
    DecisionVerdict,
    EvidenceItem,
    EvidencePack,
    EvidenceUse,
    PaperCover,
    Response,
)
from assurance.models.rules_as_data import Criterion, Duty, DutyVersion, Framework, RatingScale

__all__ = [
    "BodyMeeting",
    "Criterion",
    "CriterionReview",
    "Decision",
    "DecisionDuty",
    "DecisionFramework",
    "DecisionVerdict",
    "Duty",
    "DutyVersion",
    "EvidenceItem",
    "EvidencePack",
    "EvidenceUse",
    "Framework",
    "GapOwner",
    "InvolvementAssessment",
    "PaperCover",
    "Placing",
    "RatingScale",
    "Response",
    "TimelinePlacing",
]
