"""Migration operations that put the history and search triggers on a table.

History (source: docs/adr/0002-history-by-triggers.md): one function, three statement triggers a table, so that a
bulk or SQL write is recorded as surely as a form. Search: one `SearchEntry` a record, kept the same way.
"""

from django.db.migrations.operations.base import Operation


class _TableSQL(Operation):
    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label, state):
        """Triggers are not part of the model state."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self.forwards():
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self.backwards():
            schema_editor.execute(statement, params=None)

    def forwards(self) -> list[str]:
        raise NotImplementedError

    def backwards(self) -> list[str]:
        raise NotImplementedError


class TrackHistory(_TableSQL):
    """Write every change of `table` into `audit.event`.

    Args:
        table: Has a primary key `id`.
        parent: `(table, column)` of the record whose history page shows these rows too, such as
            `("partners_organisation", "organisation_id")`.
        ignored: Columns that leave no trace (search vectors, last sign-in).
        masked: Columns whose change is recorded without the value (password hashes).
    """

    def __init__(self, table: str, parent: tuple[str, str] | None = None, ignored: tuple[str, ...] = (), masked: tuple[str, ...] = ()):
        self.table, self.parent, self.ignored, self.masked = table, parent, ignored, masked

    def forwards(self) -> list[str]:
        parent_table, parent_column = self.parent or ("", "")
        arguments = ", ".join(f"'{value}'" for value in (parent_table, parent_column, ",".join(self.ignored), ",".join(self.masked)))
        transitions = {
            "insert": "REFERENCING NEW TABLE AS new_rows",
            "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
            "delete": "REFERENCING OLD TABLE AS old_rows",
        }
        statements = []
        for verb, transition in transitions.items():
            statements += [
                f"CREATE TRIGGER history_{verb} AFTER {verb.upper()} ON {self.table} {transition} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION audit.record({arguments})",
                f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER history_{verb}",
            ]
        statements += [
            f"CREATE TRIGGER history_truncate BEFORE TRUNCATE ON {self.table} FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse()",
            f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER history_truncate",
        ]
        return statements

    def backwards(self) -> list[str]:
        return [f"DROP TRIGGER history_{verb} ON {self.table}" for verb in ("insert", "update", "delete", "truncate")]

    def describe(self) -> str:
        return f"Record the history of {self.table}"


class TrackSearch(_TableSQL):
    """Keep one `SearchEntry` for each row of `table`, a table of a main record.

    Args:
        kind: Kind of record, the lower-case model name.
        reference_prefix: Of the record, so that typing `ORG-12` finds it.
        title: SQL over the row alias `r`: the line shown in results.
        body: SQL over `r`: further words that every reader of the record may find it by.
        staff_body: SQL over `r`: words that only staff may find it by (raw notes), kept with weight D.
        on_date: SQL over `r`: the date results are ordered by.
        children: `(table, column)` of rows whose words are part of `body`; a change of theirs renews the entry.
    """

    def __init__(
        self,
        table: str,
        kind: str,
        reference_prefix: str,
        title: str,
        body: str = "''",
        staff_body: str = "''",
        on_date: str = "r.created_at::date",
        children: tuple[tuple[str, str], ...] = (),
    ):
        self.table, self.kind, self.reference_prefix = table, kind, reference_prefix
        self.title, self.body, self.staff_body, self.on_date, self.children = title, body, staff_body, on_date, children

    def forwards(self) -> list[str]:
        kind = self.kind
        statements = [
            f"""CREATE FUNCTION search_put_{kind}(ids bigint[]) RETURNS void LANGUAGE sql AS $body$
            INSERT INTO core_searchentry AS e (kind, object_id, title, words, on_date, visibility, team_id, owner_id,
                                               named_user_ids, shared_with_ids, is_training, is_archived)
            SELECT '{kind}', r.id, {self.title},
                   setweight(to_tsvector('listening_post', {self.title} || ' {self.reference_prefix}-' || r.id), 'A')
                   || setweight(to_tsvector('listening_post', left({self.body}, 100000)), 'C')
                   || setweight(to_tsvector('listening_post', left({self.staff_body}, 100000)), 'D'),
                   {self.on_date}, r.visibility, r.team_id, r.owner_id, r.named_user_ids, r.shared_with_ids,
                   r.is_training, r.archived_at IS NOT NULL
            FROM {self.table} r JOIN (SELECT DISTINCT unnest(ids) AS id) changed USING (id)
            ON CONFLICT (kind, object_id) DO UPDATE SET
                title = excluded.title, words = excluded.words, on_date = excluded.on_date, visibility = excluded.visibility,
                team_id = excluded.team_id, owner_id = excluded.owner_id, named_user_ids = excluded.named_user_ids,
                shared_with_ids = excluded.shared_with_ids, is_training = excluded.is_training, is_archived = excluded.is_archived
            $body$""",
            f"""CREATE FUNCTION search_{kind}() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    DELETE FROM core_searchentry e USING old_rows o WHERE e.kind = '{kind}' AND e.object_id = o.id;
                ELSE
                    PERFORM search_put_{kind}((SELECT array_agg(id) FROM new_rows));
                END IF;
                RETURN NULL;
            END $body$""",
        ]
        statements += self._triggers(self.table, f"search_{kind}")
        for child, column in self.children:
            name = f"search_{kind}_by_{child}"
            statements.append(
                f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
                BEGIN
                    IF TG_OP <> 'INSERT' THEN PERFORM search_put_{kind}((SELECT array_agg({column}) FROM old_rows)); END IF;
                    IF TG_OP <> 'DELETE' THEN PERFORM search_put_{kind}((SELECT array_agg({column}) FROM new_rows)); END IF;
                    RETURN NULL;
                END $body$"""
            )
            statements += self._triggers(child, name)
        return statements

    def backwards(self) -> list[str]:
        statements = []
        for child, _column in self.children:
            name = f"search_{self.kind}_by_{child}"
            statements += [f"DROP TRIGGER {name}_{verb} ON {child}" for verb in ("insert", "update", "delete")]
            statements.append(f"DROP FUNCTION {name}()")
        name = f"search_{self.kind}"
        statements += [f"DROP TRIGGER {name}_{verb} ON {self.table}" for verb in ("insert", "update", "delete")]
        return [
            *statements,
            f"DROP FUNCTION {name}()",
            f"DROP FUNCTION search_put_{self.kind}(bigint[])",
            f"DELETE FROM core_searchentry WHERE kind = '{self.kind}'",
        ]

    @staticmethod
    def _triggers(table: str, function: str) -> list[str]:
        old, new = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
        transitions = {"insert": new, "update": f"{old} {new}", "delete": old}
        return [
            f"CREATE TRIGGER {function}_{verb} AFTER {verb.upper()} ON {table} REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            for verb, transition in transitions.items()
        ]

    def describe(self) -> str:
        return f"Keep search entries of {self.table}"
