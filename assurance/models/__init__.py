from assurance.models.announcing import ColleagueLink, PlannedChange
from assurance.models.checking import Action, CheckReview
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
from assurance.models.evidence import CriterionReview, DecisionVerdict, EvidenceItem, EvidenceUse, PageSnapshot, Response
from assurance.models.papers import CoverSupplement, CoverTemplate, EvidencePack, PaperCover, PaperReturn
from assurance.models.rights import InformationRequest, InformationRequestItem
from assurance.models.rules_as_data import Criterion, Duty, DutyVersion, Framework, RatingScale
from assurance.models.service_change import DecisionStage, Escalation, ImpactAssessment, PartnerReport, PublicQuestion, Scrutiny
from assurance.models.strategy import Measure, MeasureReading, Objective, ObjectiveLink, Strategy
from assurance.models.years import AnnualReport, AssuranceReview, CaseStudy, FrameworkYear

__all__ = [
    "Action",
    "AnnualReport",
    "AssuranceReview",
    "BodyMeeting",
    "CaseStudy",
    "CheckReview",
    "ColleagueLink",
    "CoverSupplement",
    "CoverTemplate",
    "Criterion",
    "CriterionReview",
    "Decision",
    "DecisionDuty",
    "DecisionFramework",
    "DecisionStage",
    "DecisionVerdict",
    "Duty",
    "DutyVersion",
    "Escalation",
    "EvidenceItem",
    "EvidencePack",
    "EvidenceUse",
    "Framework",
    "FrameworkYear",
    "GapOwner",
    "ImpactAssessment",
    "InformationRequest",
    "InformationRequestItem",
    "InvolvementAssessment",
    "Measure",
    "MeasureReading",
    "Objective",
    "ObjectiveLink",
    "PageSnapshot",
    "PaperCover",
    "PaperReturn",
    "PartnerReport",
    "Placing",
    "PlannedChange",
    "PublicQuestion",
    "RatingScale",
    "Response",
    "Scrutiny",
    "Strategy",
    "TimelinePlacing",
]
