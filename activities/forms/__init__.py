from activities.forms.activities import ActivityForm, ChangeFileForm, EditActivityForm, FileForm, initial_of_activity
from activities.forms.commitments import CloseCommitmentForm, CommitmentForm, EditCommitmentForm, initial_of_commitment
from activities.forms.insight import CheckForm, EditInsightForm, InsightForm, initial_of_insight
from activities.forms.logging import CountRows, LogForm, PointRows, PromiseRows
from activities.forms.projects import EditProjectForm, NewProjectForm, initial_of_project

__all__ = [
    "ActivityForm",
    "ChangeFileForm",
    "CheckForm",
    "CloseCommitmentForm",
    "CommitmentForm",
    "CountRows",
    "EditActivityForm",
    "EditCommitmentForm",
    "EditInsightForm",
    "EditProjectForm",
    "FileForm",
    "InsightForm",
    "LogForm",
    "NewProjectForm",
    "PointRows",
    "PromiseRows",
    "initial_of_activity",
    "initial_of_commitment",
    "initial_of_insight",
    "initial_of_project",
]
