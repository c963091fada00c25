from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import models

APPS = ["core", "partners", "activities", "assurance"]
TARGET = Path("docs/data-dictionary.md")


class Command(BaseCommand):
    help = "Write docs/data-dictionary.md from the models. With --check: say whether it is up to date."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the file differs")

    def handle(self, *, check: bool, **options):
        target, text = settings.PROJECT / TARGET, data_dictionary()
        if not check:
            target.write_text(text)
        elif not target.exists() or target.read_text() != text:
            self.stderr.write(f"{TARGET} is out of date: run manage.py write_data_dictionary")
            raise SystemExit(1)


def data_dictionary() -> str:
    """Every table of ours in Markdown: what it holds, its columns, what must always be true."""
    lines = ["# Data dictionary", "", "Written by `manage.py write_data_dictionary` from the models; a test keeps it true.", ""]
    for label in APPS:
        config = apps.get_app_config(label)
        lines += [f"## {config.name}", ""]
        for model in sorted(config.get_models(), key=lambda one: one.__name__):
            lines += _table(model)
    return "\n".join(lines).rstrip() + "\n"


def _table(model: type[models.Model]) -> Iterator[str]:
    meaning = " ".join((model.__doc__ or "").split())
    yield f"### {model.__name__}"
    yield ""
    if meaning and not meaning.startswith(f"{model.__name__}("):
        yield meaning
        yield ""
    yield "| Field | Meaning | Kind |"
    yield "|---|---|---|"
    for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
        yield f"| `{field.name}` | {field.verbose_name} | {_kind(field)} |"
    yield ""
    rules = [str(rule.get_violation_error_message()) for rule in model._meta.constraints if rule.violation_error_message]
    rules = [rule for rule in rules if "is violated" not in rule]
    if rules:
        yield "Always true: " + " ".join(rules)
        yield ""


def _kind(field: models.Field) -> str:
    kind = type(field).__name__.removesuffix("Field")
    if field.is_relation and field.related_model:
        kind = f"{kind} → {field.related_model.__name__}"
    if getattr(field, "max_length", None):
        kind += f", up to {field.max_length}"
    if field.choices:
        kind += ": " + ", ".join(str(value) for value, _label in field.choices)
    return kind
