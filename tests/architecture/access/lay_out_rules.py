"""Keys of duties, frameworks and scales for the walk: nobody owns them, so there is one of each."""

from assurance.models import Criterion, DutyVersion
from tests.architecture.access.records import Records


def lay_out_rules(made: Records) -> None:
    for names, key in (
        (("duty_detail", "duty_edit", "duty_history", "duty_version_new", "duty_version_edit"), "psed"),
        (("scale_detail", "scale_edit", "scale_history"), "maturity"),
        (("framework_edit", "framework_history", "criterion_new", "criterion_edit", "criterion_remove"), "wip10"),
    ):
        for name in names:
            made.nested[f"assurance:{name} key"] = {"": key}
    made.nested["version_pk"] = {"": DutyVersion.objects.get(duty__key="psed").pk}
    for name in ("criterion_edit", "criterion_remove"):
        made.nested[f"assurance:{name} criterion_pk"] = {"": Criterion.objects.get(framework__key="wip10", code="P10").pk}
