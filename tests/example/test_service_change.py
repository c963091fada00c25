"""The training case has stages, impact assessments, scrutiny and a report received; the Covid case has none, as its source names none."""

import pytest

from assurance.dossier import read_dossier
from assurance.models import DecisionStage, ImpactAssessment, PartnerReport, Scrutiny
from assurance.panels_service_change import stages_panel
from crm.core import history
from crm.desk.example import covid_learning, service_change, sign_ins, training
from partners.models import Body

pytestmark = pytest.mark.django_db

MODELS = (DecisionStage, ImpactAssessment, Scrutiny, PartnerReport)


@pytest.fixture
def users():
    users = sign_ins.load_sign_ins("a password")
    with history.because(None, "load_example"):
        covid_learning.load(users)
        training.load(users)
        service_change.load(users)
    return users


def test_only_the_training_decision_has_them(users):
    assert [model.objects.count() for model in MODELS] == [11, 2, 1, 1]
    for model in MODELS:
        assert not model.objects.exclude(decision__is_training=True).exists()
    assert PartnerReport.objects.get().is_training and PartnerReport.objects.get().replied_on is None


def test_its_path_says_where_it_stands_without_a_warning(users):
    lead = users["assurance_lead"]
    panel = stages_panel(read_dossier(lead, Scrutiny.objects.get().decision_id).decision, lead)
    assert (panel.context["current"].code, panel.context["next"].code, panel.context["warnings"]) == ("feedback", "implementation", [])
    assert [stage.code for stage in panel.context["stages"] if stage.state == "skipped"] == ["pre_engagement", "consultation"]


def test_it_is_loaded_once_and_goes_with_the_case(users):
    assert service_change.load(users) is None
    training.remove()
    assert [model.objects.count() for model in MODELS] == [0, 0, 0, 0]
    assert not Body.objects.filter(name=service_change.COMMITTEE).exists()
