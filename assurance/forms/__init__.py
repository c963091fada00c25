"""Forms of assurance. They bind and check; services save."""

from assurance.forms.assessments import AssessmentForm
from assurance.forms.decisions import EditDecisionForm, GapOwnerForm, NewDecisionForm, PlacingForm, initial_of_decision
from assurance.forms.evidence import AcceptForm, DeclineForm, LinkForm, ReviewForm, VerdictForm
from assurance.forms.packs import CheckForm, PackForm
from assurance.forms.papers import EditResponseForm, NewResponseForm, ToldForm, WithdrawForm

__all__ = [
    "AcceptForm",
    "AssessmentForm",
    "CheckForm",
    "DeclineForm",
    "EditDecisionForm",
    "EditResponseForm",
    "GapOwnerForm",
    "LinkForm",
    "NewDecisionForm",
    "NewResponseForm",
    "PackForm",
    "PlacingForm",
    "ReviewForm",
    "ToldForm",
    "VerdictForm",
    "WithdrawForm",
    "initial_of_decision",
]
