"""What the documents say is there, and what is generated is up to date."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands

from crm.desk.management.commands.write_data_dictionary import TARGET, data_dictionary

PAGES = sorted([*settings.PROJECT.glob("*.md"), *settings.PROJECT.glob("docs/**/*.md")])


def test_the_data_dictionary_is_up_to_date():
    assert (settings.PROJECT / TARGET).read_text() == data_dictionary(), "run manage.py write_data_dictionary"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(settings.PROJECT)))
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#\s]+)\)", page.read_text())
    broken = [target for target in targets if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(settings.PROJECT)))
def test_commands_that_are_named_exist(page):
    named = set(re.findall(r"manage\.py ([a-z_]+)", page.read_text()))
    assert named - set(get_commands()) == set()


def test_no_host_of_a_registry_and_no_path_of_a_machine_is_named():
    for name in ("requirements/run.txt", "requirements/test.txt", "pyproject.toml"):
        assert "://" not in (settings.PROJECT / name).read_text(), name
