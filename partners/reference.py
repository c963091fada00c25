"""Types, places, postcodes, deprivation, communities and bodies from the files in `partners/data` (docs/data-sources.md)."""

import csv
import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from crm.core.loading import Difference, bring_up_to_date
from partners.models import Body, Community, OrganisationType, Place, PlaceMembership

DATA = Path(__file__).parent / "data"
POSTCODES_RELEASE = "ONSPD Nov 2025 (ward and LSOA derived)"
DEPRIVATION_RELEASE = "IMD 2025"


@transaction.atomic
def load(say: Callable[[str], object]) -> None:
    """Bring the stored reference data up to the files; loading twice changes nothing. `say` gets one line a kind."""
    say(str(_load_types()))
    say(str(_load_places()))
    say(str(_load_memberships()))
    say(str(_load_postcodes()))
    say(str(_load_deprivation()))
    say(str(bring_up_to_date("Communities", Community, ("name",), _json("communities.json")["communities"])))
    say(str(bring_up_to_date("Bodies", Body, ("name",), ({**row, "valid_from": _day(row.get("valid_from"))} for row in _json("bodies.json")["bodies"]))))


def _load_types() -> Difference:
    rows = ({**row, "valid_to": _day(row.get("valid_to"))} for row in _json("organisation_types.json")["types"])
    return bring_up_to_date("Organisation types", OrganisationType, ("code",), rows)


def _load_places() -> Difference:
    rows = ({**row, "valid_from": _day(row["valid_from"]), "valid_to": _day(row["valid_to"])} for row in _csv("places.csv"))
    return bring_up_to_date("Places", Place, ("code",), rows)


def _load_memberships() -> Difference:
    ids = dict(Place.objects.values_list("code", "pk"))
    rows = (
        {
            "place_id": ids[row["place"]],
            "within_id": ids[row["within"]],
            "in_part": row["in_part"] == "yes",
            "valid_from": _day(row["valid_from"]),
            "source": row["source"],
            "confidence": row["confidence"],
        }
        for row in _csv("place_memberships.csv")
    )
    return bring_up_to_date("Memberships of places", PlaceMembership, ("place_id", "within_id"), rows)


def _load_postcodes() -> Difference:
    with gzip.open(DATA / "postcodes.csv.gz", "rt", encoding="utf-8") as file:
        columns, *rows = csv.reader(file)
    return _in_bulk("Postcodes", "partners_postcode", columns, rows, key=("postcode",), release=POSTCODES_RELEASE)


def _load_deprivation() -> Difference:
    with (DATA / "deprivation_2025.csv").open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    return _in_bulk("Deprivation of areas", "partners_deprivation", columns, rows, key=("release", "lsoa"), release=DEPRIVATION_RELEASE)


def _in_bulk(label: str, table: str, columns: list[str], rows: list[list[str]], *, key: tuple[str, ...], release: str) -> Difference:
    """Bring a big table up to `rows` in one query; the web role may make no temporary tables to COPY into.

    Names of tables and columns are those of our own files; `rank` and `decile` are numbers, all else is text.
    """
    listed, values = ", ".join([*columns, "release"]), [name for name in (*columns, "release") if name not in key]
    typed = ", ".join(f"{name}::integer" if name in ("rank", "decile") else name for name in columns)
    given = ", ".join(f"excluded.{name}" for name in values)
    arrays = ", ".join(["%s::text[]"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH written AS (
                    INSERT INTO {table} ({listed})
                    SELECT {typed}, %s FROM unnest({arrays}) AS incoming ({", ".join(columns)})
                    EXCEPT SELECT {listed} FROM {table}
                    ON CONFLICT ({", ".join(key)}) DO UPDATE SET ({", ".join(values)}) = ROW ({given})
                    RETURNING xmax = 0 AS is_new)
                SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written""",  # noqa: S608
            [release, *map(list, zip(*rows, strict=True))],
        )
        added, changed = cursor.fetchone()
    return Difference(label, added, changed, len(rows) - added - changed)


def _json(name: str) -> dict:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
