"""What the addresses of years and questions name besides the year itself."""

from assurance.models import Criterion
from tests.architecture.access.records import Records


def lay_out_year_pages(made: Records) -> None:
    made.nested["assurance:year_judge_criterion criterion_pk"] = {"": Criterion.objects.get(framework__key="pcei", code="A1").pk}
    made.nested["position"] = {"": 1}
    for name in ("question_detail", "question_export"):
        made.nested[f"assurance:{name} code"] = {"": "Q1"}
