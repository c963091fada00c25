"""The training case is marked on every record, alive in every part of the chain, and can be taken out again."""

import pytest
from django.apps import apps

from activities.models import Activity, Commitment, Insight, Project
from assurance.dossier import read_dossier
from assurance.models import Decision, Response
from crm.core import history
from crm.core.models import AuditEvent, Record
from crm.desk.example import covid_learning, sign_ins, training
from partners.models import Body, Organisation, Person

pytestmark = pytest.mark.django_db

MAIN = (Organisation, Person, Project, Activity, Insight, Commitment, Decision, Response)


@pytest.fixture
def users():
    users = sign_ins.load_sign_ins("a password")
    with history.because(None, "load_example"):
        covid_learning.load(users)
    return users


@pytest.fixture
def case(users):
    with history.because(None, "load_example"):
        return training.load(users)


def test_every_record_that_it_makes_is_marked(users):
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in MAIN}
    training.load(users)
    unmarked = [str(record) for model in MAIN for record in model.objects.exclude(pk__in=before[model]) if not record.is_training]
    assert unmarked == []
    assert set(MAIN) == {model for model in apps.get_models() if issubclass(model, Record)}


def test_the_whole_chain_is_there(case, users):
    decision = Decision.objects.filter(project=case).order_by("pk").first()
    dossier = read_dossier(users["assurance_lead"], decision.pk)
    assert decision.assessments.get().approved_on < decision.options_fixed_on < decision.decided_on < decision.told_on
    assert len(dossier.insights) == 5
    assert set(decision.responses.values_list("answer", flat=True)) == {"done", "will", "cannot"}
    assert [(gap.text.split()[0], gap.owner) for gap in dossier.gaps] == [("gunning:3", "Engagement officer")]


def test_it_is_loaded_once(case, users):
    assert training.load(users) is None


def test_removal_leaves_the_example_and_the_history(case):
    lines = AuditEvent.objects.filter(table_name="assurance_decision").count()
    training.remove()
    assert [model.__name__ for model in MAIN if model.objects.filter(is_training=True).exists()] == []
    assert not Body.objects.filter(source=training.SOURCE).exists()
    assert (Decision.objects.count(), Activity.objects.count()) == (3, 11)
    assert AuditEvent.objects.filter(table_name="assurance_decision").count() == lines + 2
