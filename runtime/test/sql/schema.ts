/** A schema with everything that makes a statement read or write more than it names. */
export const SCHEMA = `
SET check_function_bodies = off;
CREATE EXTENSION citext;
CREATE SCHEMA app;
CREATE SCHEMA other;
CREATE SCHEMA early;
CREATE ROLE tenant_a;
CREATE ROLE nobody_special;
GRANT USAGE ON SCHEMA app, other, early TO tenant_a, nobody_special;

CREATE TYPE app.state AS ENUM ('new', 'paid');
CREATE TABLE app.customers (id int PRIMARY KEY, name text NOT NULL, email citext, born date, created_at timestamptz DEFAULT now());
CREATE TABLE app.orders (id bigint PRIMARY KEY, customer_id int REFERENCES app.customers ON DELETE CASCADE ON UPDATE CASCADE,
  state app.state NOT NULL DEFAULT 'new', total numeric(10, 2), note text);
CREATE TABLE app.items (order_id bigint REFERENCES app.orders ON DELETE CASCADE, line int, product text, PRIMARY KEY (order_id, line));
CREATE TABLE app.reviews (id serial PRIMARY KEY, customer_id int REFERENCES app.customers ON DELETE SET NULL, body text);
CREATE TABLE app.labels (id uuid PRIMARY KEY, item_order bigint, item_line int,
  FOREIGN KEY (item_order, item_line) REFERENCES app.items ON DELETE SET DEFAULT);
CREATE TABLE app.categories (id int PRIMARY KEY, parent_id int REFERENCES app.categories ON DELETE CASCADE, name text);
CREATE TABLE app.keyless (id int, a int);
CREATE TABLE app.by_text (code text PRIMARY KEY, a int);
CREATE TABLE app.by_citext (code citext PRIMARY KEY, a int);
CREATE TABLE app.by_char (code char(4) PRIMARY KEY, a int);
CREATE TABLE app.by_uuid (code uuid PRIMARY KEY, a int);
CREATE TABLE app.by_numeric (code numeric PRIMARY KEY, a int);
CREATE TABLE app.by_varchar (code varchar(10) PRIMARY KEY, a int);
CREATE TABLE app.by_bool (code bool PRIMARY KEY, a int);
CREATE TABLE app.by_date (code date PRIMARY KEY, a int);
CREATE COLLATION app.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE app.by_loose (code text COLLATE app.loose PRIMARY KEY, a int);

CREATE TABLE app.events (id int, day date, kind int, body text, PRIMARY KEY (id, kind, day)) PARTITION BY LIST (kind);
CREATE TABLE app.events_1 PARTITION OF app.events FOR VALUES IN (1) PARTITION BY RANGE (day);
CREATE TABLE app.events_1_old PARTITION OF app.events_1 FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE app.events_1_new PARTITION OF app.events_1 FOR VALUES FROM ('2024-01-01') TO (MAXVALUE);
CREATE TABLE app.events_2 PARTITION OF app.events FOR VALUES IN (2);
CREATE TABLE app.ledger (id int, part int, amount int, PRIMARY KEY (id, part)) PARTITION BY LIST (part);
CREATE TABLE app.ledger_1 PARTITION OF app.ledger FOR VALUES IN (1);
CREATE TABLE app.ledger_2 PARTITION OF app.ledger FOR VALUES IN (2);
CREATE TABLE app.animals (id int PRIMARY KEY, name text);
CREATE TABLE app.dogs (barks bool) INHERITS (app.animals);

CREATE VIEW app.paid AS SELECT o.id, o.total, c.name FROM app.orders o JOIN app.customers c ON c.id = o.customer_id WHERE o.state = 'paid';
CREATE VIEW app.paid_names AS SELECT DISTINCT lower(name) AS name FROM app.paid;
CREATE VIEW app.adults AS SELECT id, name FROM app.customers WHERE id > 0;
CREATE VIEW app.today AS SELECT id FROM app.customers WHERE born = CURRENT_DATE;
CREATE VIEW app.mine AS SELECT id FROM app.customers WHERE name = CURRENT_USER;
CREATE MATERIALIZED VIEW app.totals AS SELECT customer_id, sum(total) AS total FROM app.orders GROUP BY customer_id;
CREATE VIEW app.rich AS SELECT customer_id FROM app.totals WHERE total > 100;

CREATE TABLE app.log (id serial PRIMARY KEY, line text);
CREATE TABLE app.ruled (id int PRIMARY KEY, a int);
CREATE RULE ruled_log AS ON UPDATE TO app.ruled DO ALSO INSERT INTO app.log (line) VALUES ('ruled');
CREATE FUNCTION app.logs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log (line) VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
CREATE TABLE app.watched (id int PRIMARY KEY, a int);
CREATE TRIGGER watched_log AFTER UPDATE OR DELETE ON app.watched FOR EACH ROW EXECUTE FUNCTION app.logs();
CREATE FUNCTION app.declared_logs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log (line) VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
CREATE FUNCTION app.moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('search_path', 'other', true); RETURN NEW; END $$;
CREATE TABLE app.moving (id int PRIMARY KEY, a int);
CREATE TRIGGER moves AFTER UPDATE ON app.moving FOR EACH ROW EXECUTE FUNCTION app.moves();
CREATE FUNCTION app.runs_text() RETURNS int LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'INSERT INTO app.log (line) VALUES (1)'; RETURN 1; END $$;
CREATE FUNCTION app.calls_runner() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN app.runs_text(); END $$;
CREATE FUNCTION app.opaque() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SET LOCAL ROLE postgres'; INSERT INTO app.log (line) VALUES ('opaque'); RETURN NULL; END $$;
CREATE TABLE app.opaque (id int PRIMARY KEY, a int);
CREATE TRIGGER opaque AFTER UPDATE ON app.opaque FOR EACH ROW EXECUTE FUNCTION app.opaque();
CREATE FUNCTION app.stamps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := clock_timestamp(); NEW.slug := lower(NEW.slug) || '-' || NEW.a; RETURN NEW; END $$;
CREATE TABLE app.stamped (id int PRIMARY KEY, a int, slug text DEFAULT 'S', changed timestamptz);
CREATE TRIGGER stamps BEFORE INSERT OR UPDATE ON app.stamped FOR EACH ROW EXECUTE FUNCTION app.stamps();
CREATE TABLE app.parts (id int PRIMARY KEY, owner int, a int);
CREATE TABLE app.owners (id int PRIMARY KEY, parts int NOT NULL DEFAULT 0);
CREATE FUNCTION app.counts_parts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP <> 'INSERT' THEN UPDATE app.owners SET parts = parts - 1 WHERE id = OLD.owner; END IF;
  IF TG_OP <> 'DELETE' THEN UPDATE app.owners SET parts = parts + 2 WHERE id = NEW.owner; END IF;
  RETURN NULL; END $$;
CREATE TRIGGER counts_parts AFTER INSERT OR UPDATE OR DELETE ON app.parts FOR EACH ROW EXECUTE FUNCTION app.counts_parts();
CREATE FUNCTION app.keeps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE app.kept SET gone = true WHERE id = OLD.id + 1; RETURN OLD; END $$;
CREATE TABLE app.kept (id int PRIMARY KEY, a int, gone bool NOT NULL DEFAULT false);
CREATE TRIGGER keeps BEFORE DELETE ON app.kept FOR EACH ROW EXECUTE FUNCTION app.keeps();
CREATE FUNCTION app.moves_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := OLD.id + 10; RETURN NEW; END $$;
CREATE TABLE app.rekeyed (id int PRIMARY KEY, a int);
CREATE TRIGGER moves_key BEFORE UPDATE ON app.rekeyed FOR EACH ROW EXECUTE FUNCTION app.moves_key();
CREATE FUNCTION app.copies() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE r record; BEGIN
  FOR r IN SELECT * FROM rows_now LOOP INSERT INTO app.log (line) VALUES (r.a); END LOOP; RETURN NULL; END $$;
CREATE TABLE app.copied (id int PRIMARY KEY, a int);
CREATE TRIGGER copies AFTER UPDATE ON app.copied REFERENCING NEW TABLE AS rows_now FOR EACH STATEMENT EXECUTE FUNCTION app.copies();
CREATE TABLE app.declared (id int PRIMARY KEY, a int);
CREATE TRIGGER declared_log AFTER INSERT OR UPDATE ON app.declared FOR EACH ROW EXECUTE FUNCTION app.declared_logs();
CREATE FUNCTION app.rewrites() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := NEW.id + 100; RETURN NEW; END $$;
CREATE TABLE app.rewritten (id int PRIMARY KEY, a int);
CREATE TRIGGER rewrites BEFORE UPDATE ON app.rewritten FOR EACH ROW EXECUTE FUNCTION app.rewrites();
CREATE VIEW app.instead AS SELECT id FROM app.customers;
CREATE FUNCTION app.instead_of() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log (line) VALUES ('instead'); RETURN NEW; END $$;
CREATE TRIGGER instead INSTEAD OF INSERT ON app.instead FOR EACH ROW EXECUTE FUNCTION app.instead_of();

CREATE FUNCTION early.lower(int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log (line) VALUES ('lower'); RETURN $1; END $$;
CREATE FUNCTION app.adds(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE FUNCTION app.counts() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM app.keyless';
CREATE FUNCTION app.counts_by_path() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM twice';
CREATE FUNCTION app.counts_fixed() RETURNS bigint LANGUAGE sql STABLE SET search_path = other AS 'SELECT count(*) FROM other.twice';
CREATE FUNCTION app.counts_as_owner() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT count(*) FROM twice';
CREATE FUNCTION app.counts_atomic() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM app.keyless; END;
CREATE FUNCTION app.returns_atomic() RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT count(*) FROM app.keyless);
CREATE FUNCTION app.writes_sql(text) RETURNS void LANGUAGE sql AS 'INSERT INTO app.log (line) VALUES ($1)';
CREATE FUNCTION app.counts_through() RETURNS bigint LANGUAGE sql STABLE SET search_path = other AS 'SELECT app.counts_by_path()';
CREATE FUNCTION app.writes_by_path() RETURNS void LANGUAGE sql AS 'UPDATE twice SET a = 0';
CREATE FUNCTION app.moves_and_writes() RETURNS void LANGUAGE sql AS 'SET LOCAL search_path = other; UPDATE twice SET a = 0';
CREATE FUNCTION app.reads_code() RETURNS bigint LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN (SELECT count(*) FROM app.keyless); END $$;
CREATE FUNCTION app.reads_text() RETURNS bigint LANGUAGE plpgsql STABLE AS $$ DECLARE n bigint; BEGIN EXECUTE 'SELECT count(*) FROM app.keyless' INTO n; RETURN n; END $$;
CREATE FUNCTION app.reads_day() RETURNS bigint LANGUAGE plpgsql STABLE AS $$ DECLARE d date := 'to' || 'day'; BEGIN RETURN (SELECT count(*) FROM app.customers WHERE born = d); END $$;
CREATE FUNCTION app.reads_now() RETURNS bigint LANGUAGE plpgsql STABLE AS $$ BEGIN IF now() > '2020-01-01' THEN RETURN 1; END IF; RETURN 2; END $$;
CREATE FUNCTION app.reads_locking() RETURNS int LANGUAGE plpgsql STABLE AS $$ DECLARE n int; BEGIN SELECT id INTO n FROM app.keyless FOR UPDATE; RETURN n; END $$;
CREATE FUNCTION app.reads_pieces(k int) RETURNS TABLE (a int, b text) LANGUAGE plpgsql STABLE AS $$ DECLARE r app.customers.id%TYPE; n bigint := (SELECT count(*) FROM app.orders); BEGIN
  FOR r, b IN SELECT id, name FROM app.customers WHERE id > k LOOP a := r + n; RETURN NEXT; END LOOP;
  RETURN QUERY SELECT keyless.id, 'x' FROM app.keyless; IF n IS NULL THEN RAISE EXCEPTION 'none of %', k; END IF; END $$;
CREATE FUNCTION app.reads_again(n int) RETURNS bigint LANGUAGE plpgsql STABLE AS $$ BEGIN IF n > 0 THEN RETURN app.reads_again(n - 1); END IF; RETURN (SELECT count(*) FROM app.keyless); END $$;
CREATE FUNCTION app.calls_writer() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN PERFORM app.writes_sql('x'); RETURN 1; END $$;
CREATE FUNCTION app.declared_reads() RETURNS bigint LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN (SELECT count(*) FROM app.keyless); END $$;
CREATE FUNCTION app.declared_writes() RETURNS int LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log (line) VALUES ('d'); RETURN 1; END $$;
CREATE FUNCTION app.shout(app.customers) RETURNS text LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log (line) VALUES ('shout'); RETURN 'x'; END $$;
CREATE PROCEDURE app.proc() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log (line) VALUES ('proc'); END $$;
CREATE PROCEDURE app.proc_sql(text) LANGUAGE sql AS 'INSERT INTO app.log (line) VALUES ($1)';
CREATE AGGREGATE app.total(int) (sfunc = int4pl, stype = int, initcond = '0');
CREATE FUNCTION app.step(int, int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log (line) VALUES ('step'); RETURN 1; END $$;
CREATE AGGREGATE app.writing(int) (sfunc = app.step, stype = int, initcond = '0');
CREATE FUNCTION app.same(int, int) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log (line) VALUES ('same'); RETURN $1 = $2; END $$;
CREATE OPERATOR app.=== (leftarg = int, rightarg = int, function = app.same);
CREATE FUNCTION app.is_fine(int) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log (line) VALUES ('domain'); RETURN true; END $$;
CREATE DOMAIN app.checked AS int CHECK (app.is_fine(VALUE));
CREATE DOMAIN app.positive AS int CHECK (VALUE > 0);
CREATE TABLE app.with_domain (id int PRIMARY KEY, a app.checked);
CREATE TABLE app.with_positive (id int PRIMARY KEY, a app.positive);
CREATE TYPE app.point2 AS (x int, y int);
CREATE FUNCTION app.to_point(text) RETURNS app.point2 LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log (line) VALUES ('cast'); RETURN ROW(1, 2)::app.point2; END $$;
CREATE CAST (text AS app.point2) WITH FUNCTION app.to_point(text);
CREATE FUNCTION app.with_argument(a int DEFAULT app.declared_writes()) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE TYPE app.box AS (c app.checked);
CREATE TABLE app.boxed (id int PRIMARY KEY, d app.checked);
CREATE VIEW app.writing_view AS SELECT app.declared_writes() AS a;
CREATE VIEW app.writing_view_above AS SELECT a + 1 AS b FROM app.writing_view;
CREATE MATERIALIZED VIEW app.written_once AS SELECT app.declared_writes() AS a WITH NO DATA;
CREATE FUNCTION app.reads_view() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN PERFORM * FROM app.writing_view_above; RETURN 1; END $$;
CREATE FUNCTION app.calls_reader() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN app.reads_view(); END $$;
CREATE FUNCTION app.uses_operator() RETURNS bool LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 1 OPERATOR(app.===) 1; END $$;
CREATE FUNCTION app.uses_domain() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 1::app.checked; END $$;
CREATE TABLE app.checked_table (id int CHECK (app.is_fine(id)));
CREATE FUNCTION app.indexes(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM app.is_fine($1); RETURN $1; END $$;
CREATE TABLE app.indexed (id int PRIMARY KEY, a int);
INSERT INTO app.indexed VALUES (1, 1);
CREATE INDEX ON app.indexed (app.indexes(a));
CREATE TABLE app.with_default (id int PRIMARY KEY, a int DEFAULT app.declared_writes());
CREATE TABLE app.with_code_default (id int PRIMARY KEY, a int DEFAULT app.step(1, 2));

CREATE TABLE app.secrets (id int PRIMARY KEY, tenant text, body text);
ALTER TABLE app.secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_tenant ON app.secrets USING (tenant = current_setting('app.tenant', true));
CREATE TABLE app.members (name text PRIMARY KEY);
CREATE TABLE app.shared (id int PRIMARY KEY, body text);
ALTER TABLE app.shared ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_member ON app.shared USING (EXISTS (SELECT FROM app.members m WHERE m.name = CURRENT_USER));
GRANT SELECT ON ALL TABLES IN SCHEMA app TO tenant_a, nobody_special;

CREATE TABLE app.twice (id int PRIMARY KEY, a int);
CREATE TABLE other.twice (id int PRIMARY KEY, a int);
CREATE TABLE other."t*" (id int PRIMARY KEY);
CREATE TABLE other."Mixed.Case" ("I d" int PRIMARY KEY);
CREATE EXTENSION postgres_fdw;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1', dbname 'none');
CREATE FOREIGN TABLE app.far (id int) SERVER elsewhere;
CREATE SEQUENCE app.numbers;
RESET check_function_bodies;
`;

/** What the application declares of its functions. */
export const DECLARED = {
  declared_logs: { writes: ['app.log'] },
  rewrites: { writes: [] },
  'app.declared_reads': { reads: ['app.keyless'] },
  declared_writes: { writes: ['app.log'] },
};
