from tests.architecture.access.table import ROUTES
from tests.architecture.access.walking import addresses


def test_every_address_stands_in_the_table():
    assert set(addresses()) - set(ROUTES) == set(), "name who may open these in tests/architecture/access/table.py"
    assert set(ROUTES) - set(addresses()) == set(), "these stand in the table but are no addresses"
