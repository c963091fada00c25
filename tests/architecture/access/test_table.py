from tests.architecture.access.permissions import PAGE, page
from tests.architecture.access.table import ROUTES
from tests.architecture.access.walking import addresses


def test_every_address_stands_in_the_table():
    assert set(addresses()) - set(ROUTES) == set(), "name who may open these in tests/architecture/access/table.py"
    assert set(ROUTES) - set(addresses()) == set(), "these stand in the table but are no addresses"


def test_the_page_of_permissions_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "renew it: python -m tests.architecture.access.permissions"
