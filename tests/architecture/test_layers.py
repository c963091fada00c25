"""Imports and foreign keys go down: desk, public side, assurance, activities, partners, core."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from crm import env

HEIGHT = {"desk": 5, "pages": 4, "participation": 4, "assurance": 3, "activities": 2, "partners": 1, "core": 0}
FOLDERS = {"crm/core": "core", "crm/desk": "desk", "partners": "partners", "activities": "activities", "assurance": "assurance"}
RULES = ("models", "querysets", "services", "rules", "policies")


def foreign_keys() -> list[tuple[str, str, str]]:
    """(app, model and field, app pointed at) of every relation of our models, those written as strings too."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.concrete and isinstance(target, type) and issubclass(target, models.Model):
                found.append((model._meta.app_label, f"{model.__name__}.{field.name}", target._meta.app_label))
    return found


def test_foreign_keys_go_down():
    upward = [(name, target) for app, name, target in foreign_keys() if HEIGHT.get(target, -1) > HEIGHT.get(app, -1) and app in HEIGHT]
    assert upward == []


def test_no_library_points_at_our_records_except_at_users():
    assert {(name, target) for app, name, target in foreign_keys() if app not in HEIGHT and target in HEIGHT and not name_is_user(target, name)} == set()


def name_is_user(target: str, name: str) -> bool:
    """Libraries may keep something for each user (sessions of editing, second factors)."""
    model, field = name.split(".")
    owner = next(model_ for model_ in apps.get_models(include_auto_created=True) if model_.__name__ == model and model_._meta.app_label not in HEIGHT)
    return target == "core" and owner._meta.get_field(field).related_model._meta.model_name == "user"


def rule_files() -> list[Path]:
    """The files that hold rules: models, querysets, services, rules, policies, as modules or packages."""
    found = []
    for folder in (*FOLDERS, "site/pages", "site/participation"):
        for name in RULES:
            found += [env.PROJECT / folder / f"{name}.py", *(env.PROJECT / folder / name).rglob("*.py")]
    return [path for path in found if path.exists()]


@pytest.mark.parametrize("path", rule_files(), ids=lambda path: str(path.relative_to(env.PROJECT)))
def test_rules_import_no_views_and_no_forms(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {f"{node.module}.{name.name}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module for name in node.names}
    ours = [name for name in imported if name.split(".")[0] in {"crm", "partners", "activities", "assurance", "pages", "participation"}]
    assert [name for name in ours if {"views", "forms"} & set(name.split("."))] == []


def test_nothing_but_the_embedded_packages_knows_signals_of_our_own():
    sources = [path for folder in (*FOLDERS, "site") for path in (env.PROJECT / folder).rglob("*.py")]
    assert [str(path) for path in sources if "Signal(" in path.read_text(encoding="utf-8")] == []
