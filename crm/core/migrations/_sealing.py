"""What seals history: a hash for each line, a Merkle root for each seal, the seal before inside (docs/adr/0011-sealed-history.md)."""

TABLES = """
CREATE TABLE audit.leaf (
    event_id bigint PRIMARY KEY,
    hash bytea NOT NULL
);
CREATE TABLE audit.seal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    first_event bigint NOT NULL,
    last_event bigint NOT NULL UNIQUE,
    events bigint NOT NULL CHECK (events > 0),
    root bytea NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL
);
"""

FUNCTIONS = """
-- Each part with its length before it, so that no two lines of history can look the same. Values enter by their digest:
-- a lawful erasure blanks them and leaves the hash as it was.
CREATE FUNCTION audit.sealed_text(parts text[]) RETURNS bytea LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT convert_to(string_agg(octet_length(convert_to(part, 'UTF8')) || ':' || part, ',' ORDER BY place), 'UTF8')
    FROM unnest(parts) WITH ORDINALITY AS u (part, place)
$body$;

CREATE FUNCTION audit.leaf_of(e audit.event) RETURNS bytea LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT sha256('\\x00'::bytea || audit.sealed_text(ARRAY[
        e.id::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.table_name, e.record_key, e.parent, e.operation,
        encode(e.digest, 'hex'), e.actor, e.action, e.reason, e.request]))
$body$;

CREATE FUNCTION audit.root_of(leaves bytea[]) RETURNS bytea LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    level bytea[] := leaves;
BEGIN
    WHILE array_length(level, 1) > 1 LOOP
        SELECT array_agg(CASE WHEN r.hash IS NULL THEN l.hash ELSE sha256('\\x01'::bytea || l.hash || r.hash) END ORDER BY l.place)
        INTO level
        FROM unnest(level) WITH ORDINALITY AS l (hash, place)
        LEFT JOIN unnest(level) WITH ORDINALITY AS r (hash, place) ON r.place = l.place + 1
        WHERE l.place % 2 = 1;
    END LOOP;
    RETURN level[1];
END $body$;

-- Once nobody is writing, every number below the highest is there or will never be: the bound for the next seal.
CREATE FUNCTION audit.seal_bound() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    LOCK TABLE audit.event IN SHARE MODE;
    RETURN (SELECT max(id) FROM audit.event);
END $body$;

CREATE FUNCTION audit.seal(bound bigint, at_most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    before audit.seal;
    made audit.seal;
    leaves bytea[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit.seal'));
    SELECT * INTO before FROM audit.seal ORDER BY id DESC LIMIT 1;
    WITH fresh AS (
        SELECT e.id, audit.leaf_of(e) AS hash FROM audit.event e
        WHERE e.id > coalesce(before.last_event, 0) AND e.id <= bound ORDER BY e.id LIMIT at_most
    ), kept AS (
        INSERT INTO audit.leaf (event_id, hash) SELECT id, hash FROM fresh RETURNING event_id, hash
    )
    SELECT min(event_id), max(event_id), count(*), array_agg(hash ORDER BY event_id)
    INTO made.first_event, made.last_event, made.events, leaves FROM kept;
    IF made.events = 0 THEN
        RETURN 0;
    END IF;
    made.at := clock_timestamp();
    made.root := audit.root_of(leaves);
    made.previous := coalesce(before.hash, '\\x'::bytea);
    INSERT INTO audit.seal (at, first_event, last_event, events, root, previous, hash)
    VALUES (made.at, made.first_event, made.last_event, made.events, made.root, made.previous, sha256(audit.sealed_text(ARRAY[
        to_char(made.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), made.first_event::text, made.last_event::text, made.events::text,
        encode(made.root, 'hex'), encode(made.previous, 'hex')])));
    RETURN made.events;
END $body$;
REVOKE ALL ON FUNCTION audit.seal(bigint, integer), audit.seal_bound() FROM PUBLIC;

CREATE TRIGGER leaf_guard BEFORE UPDATE OR DELETE ON audit.leaf FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER leaf_truncate BEFORE TRUNCATE ON audit.leaf FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER seal_guard BEFORE UPDATE OR DELETE ON audit.seal FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER seal_truncate BEFORE TRUNCATE ON audit.seal FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
ALTER TABLE audit.leaf ENABLE ALWAYS TRIGGER leaf_guard, ENABLE ALWAYS TRIGGER leaf_truncate;
ALTER TABLE audit.seal ENABLE ALWAYS TRIGGER seal_guard, ENABLE ALWAYS TRIGGER seal_truncate;
"""

RIGHTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'lp_audit') AND pg_has_role(current_user, 'lp_audit', 'MEMBER') THEN
        ALTER TABLE audit.leaf OWNER TO lp_audit;
        ALTER TABLE audit.seal OWNER TO lp_audit;
        ALTER FUNCTION audit.sealed_text(text[]) OWNER TO lp_audit;
        ALTER FUNCTION audit.leaf_of(audit.event) OWNER TO lp_audit;
        ALTER FUNCTION audit.root_of(bytea[]) OWNER TO lp_audit;
        ALTER FUNCTION audit.seal_bound() OWNER TO lp_audit;
        ALTER FUNCTION audit.seal(bigint, integer) OWNER TO lp_audit;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'lp_web') THEN
        GRANT SELECT ON audit.leaf, audit.seal TO lp_web;
        GRANT EXECUTE ON FUNCTION audit.seal(bigint, integer), audit.seal_bound() TO lp_web;
    END IF;
END $$;
"""

FORWARDS = [TABLES, FUNCTIONS, RIGHTS]
BACKWARDS = """
DROP FUNCTION audit.seal(bigint, integer);
DROP FUNCTION audit.seal_bound();
DROP FUNCTION audit.root_of(bytea[]);
DROP FUNCTION audit.leaf_of(audit.event);
DROP FUNCTION audit.sealed_text(text[]);
DROP TABLE audit.seal;
DROP TABLE audit.leaf;
"""
