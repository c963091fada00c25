import pytest

from tests.architecture.access.table import ROUTES
from tests.architecture.access.walking import problems_of


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if name.startswith("assurance:") and route.kind == "decision"])
def test_everybody_gets_what_the_table_says(name, walk):
    problems = problems_of(walk, name)
    assert not problems, "\n".join(problems)
