"""What the first migration lays before any table: extensions, the search language, the rights of the web role, the history table."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

TEXT_SEARCH = """
CREATE TEXT SEARCH CONFIGURATION listening_post (COPY = english);
ALTER TEXT SEARCH CONFIGURATION listening_post ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""

# lp_web (web, worker, commands) reads and writes rows and owns nothing. Where the roles are absent (one URL only)
# the product works without the wall, and the system checks say so.
WEB_RIGHTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'lp_web') AND current_user <> 'lp_web' THEN
        GRANT USAGE ON SCHEMA public TO lp_web;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO lp_web;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO lp_web;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lp_web;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO lp_web;
        REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM lp_web;
    END IF;
END $$;
"""

AUDIT_TABLE = """
CREATE SCHEMA audit;
CREATE TABLE audit.event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    table_name text NOT NULL,
    record_key text NOT NULL,
    parent text NOT NULL DEFAULT '',
    operation text NOT NULL CHECK (operation IN ('insert', 'update', 'delete', 'erase')),
    "values" jsonb,
    salt bytea,
    digest bytea NOT NULL,
    actor text NOT NULL CHECK (actor <> ''),
    action text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    request text NOT NULL DEFAULT ''
);
CREATE INDEX event_of_record ON audit.event (table_name, record_key, id);
CREATE INDEX event_of_parent ON audit.event (parent, id) WHERE parent <> '';
"""

AUDIT_FUNCTIONS = """
CREATE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'History is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $body$;

-- Rows of history may change in one way only: values and salt are blanked by audit.blank, all else stays.
CREATE FUNCTION audit.guard() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('audit.blanking', true) = 'on'
       AND NEW."values" IS NULL AND NEW.salt IS NULL
       AND (to_jsonb(NEW) - 'values' - 'salt') = (to_jsonb(OLD) - 'values' - 'salt') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'History is append-only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END $body$;

CREATE FUNCTION audit.record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    acting text := coalesce(current_setting('app.actor', true), '');
    the_action text := coalesce(current_setting('app.action', true), '');
    the_reason text := coalesce(current_setting('app.reason', true), '');
    the_request text := coalesce(current_setting('app.request', true), '');
    parent_table text := TG_ARGV[0];
    parent_column text := TG_ARGV[1];
    ignored text[] := string_to_array(TG_ARGV[2], ',');
    masked text[] := string_to_array(TG_ARGV[3], ',');
    written boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT EXISTS (SELECT FROM old_rows) INTO written;
    ELSE
        SELECT EXISTS (SELECT FROM new_rows) INTO written;
    END IF;
    IF NOT written THEN
        RETURN NULL;
    END IF;
    IF acting = '' THEN
        RAISE EXCEPTION 'Nobody is named as the writer of this change to %.', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege', HINT = 'Set app.actor: see crm.core.history.acting.';
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit.event (table_name, record_key, parent, operation, "values", salt, digest, actor, action, reason, request)
        SELECT TG_TABLE_NAME, v ->> 'id', CASE WHEN parent_table = '' THEN '' ELSE parent_table || ':' || (v ->> parent_column) END,
               'insert', w, s, sha256(s || convert_to(w::text, 'UTF8')), acting, the_action, the_reason, the_request
        FROM (SELECT to_jsonb(n) - ignored - masked AS v, uuid_send(gen_random_uuid()) AS s FROM new_rows n) a,
             LATERAL (SELECT jsonb_build_object('after', v) AS w OFFSET 0) b;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO audit.event (table_name, record_key, parent, operation, "values", salt, digest, actor, action, reason, request)
        SELECT TG_TABLE_NAME, v ->> 'id', CASE WHEN parent_table = '' THEN '' ELSE parent_table || ':' || (v ->> parent_column) END,
               'delete', w, s, sha256(s || convert_to(w::text, 'UTF8')), acting, the_action, the_reason, the_request
        FROM (SELECT to_jsonb(o) - ignored - masked AS v, uuid_send(gen_random_uuid()) AS s FROM old_rows o) a,
             LATERAL (SELECT jsonb_build_object('before', v) AS w OFFSET 0) b;
    ELSE
        -- A changed key leaves two lines: the old row ends, the new one begins.
        INSERT INTO audit.event (table_name, record_key, parent, operation, "values", salt, digest, actor, action, reason, request)
        SELECT TG_TABLE_NAME, coalesce(nv ->> 'id', ov ->> 'id'),
               CASE WHEN parent_table = '' THEN '' ELSE parent_table || ':' || coalesce(nv ->> parent_column, ov ->> parent_column) END,
               CASE WHEN ov IS NULL THEN 'insert' WHEN nv IS NULL THEN 'delete' ELSE 'update' END,
               w, s, sha256(s || convert_to(w::text, 'UTF8')), acting, the_action, the_reason, the_request
        FROM (SELECT to_jsonb(o) - ignored AS ov, to_jsonb(n) - ignored AS nv, uuid_send(gen_random_uuid()) AS s
              FROM old_rows o FULL JOIN new_rows n ON o.id = n.id) a,
             LATERAL (
                 SELECT jsonb_build_object('before', jsonb_object_agg(k, CASE WHEN k = ANY (masked) THEN '"(hidden)"'::jsonb ELSE ov -> k END),
                                           'after', jsonb_object_agg(k, CASE WHEN k = ANY (masked) THEN '"(hidden)"'::jsonb ELSE nv -> k END)) AS w
                 FROM jsonb_object_keys(coalesce(nv, ov)) k
                 WHERE (ov -> k) IS DISTINCT FROM (nv -> k)
                 HAVING count(*) > 0
             ) b;
    END IF;
    RETURN NULL;
END $body$;

-- A lawful erasure: the values go, who, when, what kind and the digest stay, and the erasure is itself on record.
CREATE FUNCTION audit.blank(event_ids bigint[], because text) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    acting text := coalesce(current_setting('app.actor', true), '');
    done integer;
BEGIN
    IF acting = '' OR coalesce(trim(because), '') = '' THEN
        RAISE EXCEPTION 'An erasure needs an actor and a reason.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('audit.blanking', 'on', true);
    UPDATE audit.event SET "values" = NULL, salt = NULL WHERE id = ANY (event_ids) AND "values" IS NOT NULL;
    GET DIAGNOSTICS done = ROW_COUNT;
    PERFORM set_config('audit.blanking', 'off', true);
    INSERT INTO audit.event (table_name, record_key, operation, "values", salt, digest, actor, action, reason)
    SELECT 'event', '', 'erase', w, s, sha256(s || convert_to(w::text, 'UTF8')), acting, 'erase', because
    FROM (SELECT jsonb_build_object('after', jsonb_build_object('events', to_jsonb(event_ids))) AS w, uuid_send(gen_random_uuid()) AS s) a;
    RETURN done;
END $body$;
REVOKE ALL ON FUNCTION audit.blank(bigint[], text) FROM PUBLIC;

CREATE TRIGGER event_guard BEFORE UPDATE OR DELETE ON audit.event FOR EACH ROW EXECUTE FUNCTION audit.guard();
ALTER TABLE audit.event ENABLE ALWAYS TRIGGER event_guard;
CREATE TRIGGER event_truncate BEFORE TRUNCATE ON audit.event FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
ALTER TABLE audit.event ENABLE ALWAYS TRIGGER event_truncate;
"""

AUDIT_OWNER = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'lp_audit') AND pg_has_role(current_user, 'lp_audit', 'MEMBER') THEN
        ALTER SCHEMA audit OWNER TO lp_audit;
        ALTER TABLE audit.event OWNER TO lp_audit;
        ALTER FUNCTION audit.refuse() OWNER TO lp_audit;
        ALTER FUNCTION audit.guard() OWNER TO lp_audit;
        ALTER FUNCTION audit.record() OWNER TO lp_audit;
        ALTER FUNCTION audit.blank(bigint[], text) OWNER TO lp_audit;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'lp_web') THEN
        GRANT USAGE ON SCHEMA audit TO lp_web;
        GRANT SELECT ON audit.event TO lp_web;
    END IF;
END $$;
"""

FOUNDATIONS = [
    TrigramExtension(),
    UnaccentExtension(),
    BtreeGistExtension(),
    migrations.RunSQL(TEXT_SEARCH, "DROP TEXT SEARCH CONFIGURATION listening_post"),
    migrations.RunSQL(WEB_RIGHTS, migrations.RunSQL.noop),
    migrations.RunSQL([AUDIT_TABLE, AUDIT_FUNCTIONS, AUDIT_OWNER], "DROP SCHEMA audit CASCADE"),
]
