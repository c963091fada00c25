"""A task whose worker was killed is taken up again; one that kills its workers is given up."""

import pytest
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from crm.core import tasks_reaper

pytestmark = pytest.mark.django_db


def running_task(*worker_ids: str) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="crm.core.tasks.nothing",
        worker_ids=list(worker_ids),
        backend_name="default",
        run_after=get_date_max(),
        exception_class_path="",
        traceback="",
    )


def test_task_of_a_dead_worker_is_made_ready():
    task = running_task("dead")
    assert tasks_reaper.requeue_abandoned() == 1
    assert DBTaskResult.objects.ready().get() == task


def test_task_of_a_living_worker_is_left_alone():
    task = running_task("living")
    with tasks_reaper.alive("living"):
        assert tasks_reaper.requeue_abandoned() == 0
    assert DBTaskResult.objects.running().get() == task


def test_only_the_last_worker_counts():
    running_task("dead", "living")
    with tasks_reaper.alive("living"):
        assert tasks_reaper.requeue_abandoned() == 0


def test_task_that_killed_three_workers_is_given_up():
    task = running_task("one", "two", "three")
    assert tasks_reaper.requeue_abandoned() == 0
    task.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED
    assert task.exception_class_path == "crm.core.tasks_reaper.WorkerLost"
