"""What history costs: 100,000 rows in one transaction, with its triggers and without, into copies of the table of activities."""

import math

import psycopg2
from django.db import connection as web_connection

from activities.models import Activity
from crm import env
from crm.core.operations import TrackHistory
from crm.desk.bench import databases
from crm.desk.bench.rounds import alternate
from crm.desk.bench.rows import Limits, Row
from crm.desk.bench.subject import Subject
from crm.server import cluster

MANY = 100_000
LIMITS = Limits(ratio=3.5)


def insert_many(subject: Subject, name: str) -> Row:
    """Rows as they are, same indexes and constraints on both tables; rolled back after each round.

    As the owner: search is not history, so neither copy has its triggers.
    """
    with databases.owner_of(web_connection.settings_dict["NAME"]) as cursor:
        for table in ("bench_with", "bench_without"):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            cursor.execute(f"CREATE TABLE {table} (LIKE activities_activity INCLUDING ALL)")
        for statement in TrackHistory("bench_with").forwards():
            cursor.execute(statement)
    connection = psycopg2.connect(env.database_url(cluster.OWNER), options="-c app.actor=system:bench -c statement_timeout=0")
    names = ", ".join(field.column for field in Activity._meta.concrete_fields if not field.primary_key)
    copies = math.ceil(MANY / subject.size)
    rows = f"SELECT row_number() OVER (), {names} FROM activities_activity, generate_series(1, {copies}) LIMIT {MANY}"  # noqa: S608

    def insert_into(table: str):  # noqa: ANN202
        def insert() -> None:
            with connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {table} (id, {names}) OVERRIDING SYSTEM VALUE {rows}")  # noqa: S608
            connection.rollback()

        return insert

    timing = alternate(insert_into("bench_with"), insert_into("bench_without"), least=5, most=15, seconds=120, warm=1)
    connection.close()
    return Row(name, subject.size, "the same table without triggers", timing, LIMITS)


ROWS = {"history of 100,000 rows": insert_many}
