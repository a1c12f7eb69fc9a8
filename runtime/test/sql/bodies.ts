/** One function or trigger in a schema of its own, what is run there, and what it is known to drop. */
export interface BodyCase {
  readonly name: string;
  readonly setUp: string;
  /** By default a change of the first row of `posts`. */
  readonly run?: string;
  /** `posts#1` for one row, `posts*` for any of those that are there, `posts+` for new ones; without: unresolved. */
  readonly drops?: readonly string[];
  /** Whether all rows are as they were afterwards. */
  readonly changesNothing?: boolean;
}

/** What stands in the schema of each case. */
export const BODY_TABLES = `
CREATE TABLE authors (id int PRIMARY KEY, posts int NOT NULL DEFAULT 0);
CREATE TABLE posts (id int PRIMARY KEY, title text, slug text, words tsvector, author int, changed timestamptz, gone bool);
CREATE TABLE audit (id serial PRIMARY KEY, line text, held jsonb);
CREATE TABLE counts (name text PRIMARY KEY, n int);
INSERT INTO authors SELECT n, 0 FROM generate_series(1, 3) n;
INSERT INTO posts (id, title, author) SELECT n, 'Post ' || n, n FROM generate_series(1, 3) n;
INSERT INTO counts VALUES ('posts', 3);
`;

const trigger = (when: string, body: string, declared = '') => `
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $f$ ${declared} BEGIN ${body} END $f$;
CREATE TRIGGER t ${when} EXECUTE FUNCTION f();`;
const before = (body: string, declared = '') =>
  trigger('BEFORE INSERT OR UPDATE ON posts FOR EACH ROW', body, declared);
const after = (body: string, declared = '') =>
  trigger('AFTER INSERT OR UPDATE OR DELETE ON posts FOR EACH ROW', `${body} RETURN NULL;`, declared);
const code = (body: string, declared = '', options = '') => `
CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql ${options} AS $f$ ${declared} BEGIN ${body} RETURN 1; END $f$;`;
const LOGS = `CREATE FUNCTION logs(text) RETURNS int LANGUAGE plpgsql AS $l$ BEGIN
  INSERT INTO audit (line) VALUES ($1); RETURN 1; END $l$;`;
const HIDDEN = `CREATE FUNCTION hidden() RETURNS int LANGUAGE plpgsql AS $h$ BEGIN
  EXECUTE 'UPDATE ' || quote_ident('authors') || ' SET posts = 9'; RETURN 1; END $h$;`;

const ONE = ['posts#1'];
const LOGGED = ['audit+', 'posts#1'];
const CALL = 'SELECT g()';

const USUAL: readonly BodyCase[] = [
  { name: 'a time of change', setUp: before('NEW.changed := clock_timestamp(); RETURN NEW;'), drops: ONE },
  { name: 'a time of change by =', setUp: before('new.changed = now(); return new;'), drops: ONE },
  {
    name: 'a slug',
    setUp: before(`NEW.slug := lower(regexp_replace(NEW.title, '[^a-z]+', '-', 'gi')); RETURN NEW;`),
    drops: ONE,
  },
  {
    name: 'an audit log by operation',
    setUp: after(`IF TG_OP = 'DELETE' THEN INSERT INTO audit (line, held) VALUES (TG_OP, to_jsonb(OLD));
      ELSIF TG_OP = 'UPDATE' THEN INSERT INTO audit (line, held) VALUES (TG_TABLE_NAME || TG_OP, jsonb_build_object('o', row_to_json(OLD), 'n', row_to_json(NEW)));
      ELSE INSERT INTO audit (line, held) VALUES (TG_OP, to_jsonb(NEW)); END IF;`),
    drops: LOGGED,
  },
  {
    name: 'a counter in another table',
    setUp: after(`IF TG_OP <> 'INSERT' THEN UPDATE authors SET posts = posts - 1 WHERE id = OLD.author; END IF;
      IF TG_OP <> 'DELETE' THEN UPDATE authors SET posts = posts + 1 WHERE id = NEW.author; END IF;`),
    run: 'DELETE FROM posts WHERE id = 1',
    drops: ['authors*', 'posts#1'],
  },
  {
    name: 'a counter by upsert',
    setUp: after(`INSERT INTO counts VALUES ('posts', 1) ON CONFLICT (name) DO UPDATE SET n = counts.n + 1;`),
    drops: ['counts*', 'posts#1'],
  },
  {
    name: 'a soft delete',
    setUp: trigger(
      'BEFORE DELETE ON posts FOR EACH ROW',
      'UPDATE posts SET gone = true WHERE id = OLD.id; RETURN NULL;',
    ),
    run: 'DELETE FROM posts WHERE id = 1',
    drops: ['posts*'],
  },
  {
    name: 'a notification',
    setUp: after(`PERFORM pg_notify('posts', NEW.id::text); NOTIFY posts, 'changed';`),
    drops: ONE,
  },
  {
    name: 'words to search for, by a function of the server',
    setUp: `CREATE TRIGGER t BEFORE INSERT OR UPDATE ON posts FOR EACH ROW
      EXECUTE FUNCTION tsvector_update_trigger(words, 'pg_catalog.english', title);`,
    drops: ONE,
  },
  {
    name: 'rows of a transition table',
    setUp: trigger(
      'AFTER UPDATE ON posts REFERENCING NEW TABLE AS rows_now OLD TABLE AS rows_then FOR EACH STATEMENT',
      `INSERT INTO audit (line) SELECT n.title FROM rows_now n JOIN rows_then o USING (id) WHERE n.title <> o.title; RETURN NULL;`,
    ),
    drops: LOGGED,
  },
  {
    name: 'a transition table named like another table',
    setUp: trigger(
      'AFTER UPDATE ON posts REFERENCING NEW TABLE AS authors FOR EACH STATEMENT',
      'INSERT INTO audit (line) SELECT a.title FROM authors a; RETURN NULL;',
    ),
    drops: LOGGED,
  },
  {
    name: 'a view that is written by its trigger',
    setUp: `CREATE VIEW v AS SELECT id, title FROM posts;
      ${trigger('INSTEAD OF INSERT OR UPDATE OR DELETE ON v FOR EACH ROW', 'UPDATE authors SET posts = 7 WHERE id = NEW.id; INSERT INTO audit (line) VALUES (NEW.title); RETURN NEW;')}`,
    run: "UPDATE v SET title = 'x' WHERE id = 1",
    drops: ['audit+', 'authors*'],
  },
  {
    name: 'a view of whose events only one has a trigger',
    setUp: `CREATE VIEW v AS SELECT id, title FROM posts;
      ${trigger('INSTEAD OF INSERT ON v FOR EACH ROW', 'INSERT INTO audit (line) VALUES (NEW.title); RETURN NEW;')}`,
    run: "UPDATE v SET title = 'x' WHERE id = 1",
    drops: ['posts*'],
  },
  {
    name: 'who changed it, by a setting',
    setUp: after(`INSERT INTO audit (line) VALUES (coalesce(current_setting('app.user', true), CURRENT_USER));`),
    drops: LOGGED,
  },
  {
    name: 'a check that raises',
    setUp: before(`IF NEW.title IS NULL OR NEW IS NOT DISTINCT FROM OLD THEN
      RAISE EXCEPTION 'no title for % (update authors)', NEW.id USING ERRCODE = 'check_violation', HINT = upper('set one'); END IF; RETURN NEW;`),
    drops: ONE,
  },
  {
    name: 'a row that stays as it was',
    setUp: before('RETURN OLD;'),
    drops: ONE,
    changesNothing: true,
  },
  { name: 'one row or the other', setUp: before('NEW.gone := false; RETURN coalesce(NEW, OLD);'), drops: ONE },
  {
    name: 'an arguments of the trigger',
    setUp: `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
      INSERT INTO audit (line) VALUES (TG_ARGV[0]); RETURN NULL; END $f$;
      CREATE TRIGGER t AFTER UPDATE OF title ON posts FOR EACH ROW WHEN (OLD.title IS DISTINCT FROM NEW.title) EXECUTE FUNCTION f('authors');`,
    drops: LOGGED,
  },
  {
    name: 'two triggers of one table',
    setUp: `${before('NEW.changed := now(); RETURN NEW;')}
      CREATE FUNCTION f2() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN PERFORM 1; DELETE FROM counts; RETURN NULL; END $f$;
      CREATE TRIGGER t2 AFTER UPDATE ON posts FOR EACH STATEMENT EXECUTE FUNCTION f2();`,
    drops: ['counts*', 'posts#1'],
  },
  {
    name: 'triggers of the tables that a trigger writes',
    setUp: `${after('INSERT INTO audit (line) VALUES (NEW.title);')}
      CREATE FUNCTION f2() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN UPDATE counts SET n = n + 1; RETURN NEW; END $f$;
      CREATE TRIGGER t2 BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION f2();`,
    drops: ['audit+', 'counts*', 'posts#1'],
  },
  {
    name: 'a trigger that fires itself',
    setUp: after('IF pg_trigger_depth() < 3 THEN UPDATE posts SET gone = true WHERE id = NEW.id + 1; END IF;'),
    drops: ['posts*'],
  },
  {
    name: 'two triggers that fire each other',
    setUp: `${after('IF pg_trigger_depth() < 4 THEN UPDATE authors SET posts = posts + 1 WHERE id = NEW.author; END IF;')}
      CREATE FUNCTION f2() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
        IF pg_trigger_depth() < 4 THEN UPDATE posts SET gone = true WHERE author = NEW.id; END IF; RETURN NEW; END $f$;
      CREATE TRIGGER t2 AFTER UPDATE ON authors FOR EACH ROW EXECUTE FUNCTION f2();`,
    drops: ['authors*', 'posts*'],
  },
  {
    name: 'a cascade that fires a trigger',
    setUp: `ALTER TABLE posts ADD FOREIGN KEY (author) REFERENCES authors ON DELETE CASCADE;
      CREATE TABLE gone_posts (id int PRIMARY KEY); ${after('INSERT INTO gone_posts VALUES (OLD.id);')}`,
    run: 'DELETE FROM authors WHERE id = 1',
    drops: ['authors#1', 'gone_posts+', 'posts*'],
  },
  {
    name: 'a constraint that waits for the end',
    setUp: `CREATE TABLE late_rows (id int PRIMARY KEY); CREATE TABLE decoy.late_rows (id int PRIMARY KEY);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN INSERT INTO late_rows VALUES (1); RETURN NULL; END $f$;
      CREATE CONSTRAINT TRIGGER t AFTER UPDATE ON posts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f();`,
    // By which path it runs then is not known.
    drops: ['decoy.late_rows+', 'late_rows+', 'posts#1'],
  },
  {
    name: 'a column that a key of another table follows',
    setUp: `ALTER TABLE posts ADD UNIQUE (slug); CREATE TABLE links (id int PRIMARY KEY, slug text REFERENCES posts (slug) ON UPDATE CASCADE);
      UPDATE posts SET slug = 'a' WHERE id = 1; INSERT INTO links VALUES (1, 'a');
      ${before("NEW.slug := 'changed'; RETURN NEW;")}`,
    drops: ['links*', 'posts#1'],
  },
];

const PIECES: readonly BodyCase[] = [
  {
    name: 'all kinds of loops',
    run: CALL,
    setUp: code(
      `
      FOR i IN REVERSE 3..1 BY 1 LOOP UPDATE authors SET posts = i WHERE id = i; CONTINUE WHEN i = 2; END LOOP;
      FOR r IN SELECT * FROM posts ORDER BY id LOOP INSERT INTO audit (line) VALUES (r.title); END LOOP;
      <<outer>> WHILE n < 3 LOOP n := n + 1; EXIT outer WHEN n > 5; END LOOP;
      FOREACH n IN ARRAY ARRAY[1, 2] LOOP UPDATE counts SET n = 1; END LOOP;
      LOOP EXIT; END LOOP;`,
      'DECLARE r record; n int := 0;',
    ).replace('DECLARE r', '#variable_conflict use_column DECLARE r'),
    drops: ['audit+', 'authors*', 'counts*'],
  },
  {
    name: 'rows of a change',
    run: CALL,
    setUp: code(
      'FOR a, b IN UPDATE authors SET posts = 5 RETURNING id, posts LOOP INSERT INTO audit (line) VALUES (a); END LOOP;',
      'DECLARE a int; b int;',
    ),
    drops: ['audit+', 'authors*'],
  },
  {
    name: 'a choice by value',
    run: CALL,
    setUp: code(
      "CASE n WHEN 1, 2 THEN DELETE FROM counts; ELSE UPDATE authors SET posts = 1; END CASE; CASE WHEN n > 0 THEN INSERT INTO audit (line) VALUES ('x'); END CASE;",
      'DECLARE n int := 1;',
    ),
    drops: ['audit+', 'authors*', 'counts*'],
  },
  {
    name: 'an exception block',
    run: CALL,
    setUp: code(
      "BEGIN INSERT INTO counts VALUES ('posts', 1); EXCEPTION WHEN unique_violation OR SQLSTATE '22012' THEN GET STACKED DIAGNOSTICS m = MESSAGE_TEXT; UPDATE authors SET posts = 3; INSERT INTO audit (line) VALUES (SQLERRM || m); END;",
      'DECLARE m text;',
    ),
    drops: ['audit+', 'authors*', 'counts+'],
  },
  {
    name: 'values into variables',
    run: CALL,
    setUp: code(
      "SELECT id, title INTO STRICT n, m FROM posts WHERE id = 1; INSERT INTO audit (line) VALUES (m) RETURNING id INTO n; UPDATE authors SET posts = n WHERE id = 1; GET DIAGNOSTICS n = ROW_COUNT; SELECT * INTO r FROM posts LIMIT 1; IF FOUND THEN r.title := 'x'; END IF;",
      'DECLARE n int; m text; r posts%ROWTYPE; a authors.posts%TYPE := 1;',
    ),
    drops: ['audit+', 'authors*'],
  },
  {
    name: 'cursors',
    run: CALL,
    setUp:
      code(
        'OPEN c(1); FETCH c INTO n; DELETE FROM posts WHERE CURRENT OF c; CLOSE c; OPEN d FOR SELECT logs(title) FROM posts; FETCH NEXT FROM d INTO n; MOVE RELATIVE 1 FROM d; CLOSE d; FOR r IN c(2) LOOP UPDATE authors SET posts = r.id; END LOOP;',
        'DECLARE c CURSOR (k int) FOR SELECT id FROM posts WHERE id >= k; d refcursor; n int;',
      ) + LOGS,
    drops: ['audit+', 'authors*', 'posts*'],
  },
  {
    name: 'a default of a variable',
    run: CALL,
    setUp: LOGS + code('NULL;', "DECLARE n int := logs('default');"),
    drops: ['audit+'],
  },
  {
    name: 'a default of a record, which the parser leaves out',
    run: CALL,
    setUp: LOGS + code('NULL;', "DECLARE r record := ROW(logs('a;b'), 1 || ';');"),
    drops: ['audit+'],
  },
  {
    name: 'a default of a type of the application',
    run: CALL,
    setUp:
      `${LOGS} CREATE TYPE state AS ENUM ('new', '1');` +
      code('NULL;', "DECLARE s CONSTANT state NOT NULL DEFAULT logs('x')::text;"),
    drops: ['audit+'],
  },
  {
    name: 'a default of an inner block',
    run: CALL,
    setUp: LOGS + code("DECLARE r record = ROW(logs('inner')); BEGIN NULL; END;", 'DECLARE r record;'),
    drops: ['audit+'],
  },
  {
    name: 'a place in an array',
    run: CALL,
    setUp: LOGS + code("a[logs('place')] := 2;", "DECLARE a int[] := '{}';"),
    drops: ['audit+'],
  },
  {
    name: 'a message and an assertion',
    run: CALL,
    setUp:
      LOGS +
      code("RAISE DEBUG 'x %', logs('raised') USING HINT = logs('hint')::text; ASSERT logs('asserted') = 1, 'never';"),
    drops: ['audit+'],
  },
  {
    name: 'results one by one',
    run: 'SELECT * FROM h()',
    setUp: `${LOGS} CREATE FUNCTION h() RETURNS SETOF int LANGUAGE plpgsql AS $f$ BEGIN
      RETURN NEXT logs('next'); RETURN QUERY DELETE FROM counts RETURNING n; RETURN QUERY SELECT id FROM posts; RETURN; END $f$;`,
    drops: ['audit+', 'counts*'],
  },
  {
    name: 'results in arguments',
    run: 'SELECT * FROM h(1)',
    setUp: `CREATE FUNCTION h(a int, OUT b int, INOUT c text DEFAULT 'x') LANGUAGE plpgsql AS $f$ BEGIN
      b := a; c := c || b; INSERT INTO audit (line) VALUES (c); END $f$;`,
    drops: ['audit+'],
  },
  {
    name: 'a table as a result',
    run: 'SELECT * FROM h()',
    setUp: `CREATE FUNCTION h() RETURNS TABLE (k int, t text) LANGUAGE plpgsql AS $f$ BEGIN
      FOR k, t IN SELECT p.id, p.title FROM posts p LOOP UPDATE authors SET posts = 2 WHERE id = k; RETURN NEXT; END LOOP; END $f$;`,
    drops: ['authors*'],
  },
  {
    name: 'a merge',
    run: CALL,
    setUp: code('MERGE INTO authors a USING posts p ON p.author = a.id WHEN MATCHED THEN UPDATE SET posts = 4;'),
    drops: ['authors*'],
  },
  { name: 'a truncation', run: CALL, setUp: code('TRUNCATE counts;'), drops: ['counts*'] },
  {
    name: 'an operator, a cast, a domain',
    run: CALL,
    setUp: `${LOGS}
      CREATE FUNCTION same(int, int) RETURNS bool LANGUAGE plpgsql AS $l$ BEGIN UPDATE counts SET n = 0; RETURN true; END $l$;
      CREATE OPERATOR === (leftarg = int, rightarg = int, function = same);
      CREATE DOMAIN checked AS int CHECK (logs(VALUE::text) = 1);
      ${code('IF 1 === 2 THEN d := 3; END IF;', 'DECLARE d checked;')}`,
    drops: ['audit+', 'counts*'],
  },
  {
    name: 'a function that calls another',
    run: CALL,
    setUp: LOGS + code("PERFORM logs('x'); IF logs('y') = 1 THEN UPDATE authors SET posts = 1; END IF;"),
    drops: ['audit+', 'authors*'],
  },
  {
    name: 'a function in SQL that calls one',
    run: 'SELECT h()',
    setUp: `${LOGS} CREATE FUNCTION h() RETURNS int LANGUAGE sql AS $l$ SELECT logs('x') $l$;`,
    drops: ['audit+'],
  },
  {
    name: 'functions that call each other',
    run: 'SELECT a(3)',
    setUp: `CREATE FUNCTION a(int) RETURNS int LANGUAGE plpgsql AS $l$ BEGIN IF $1 > 0 THEN RETURN b($1 - 1); END IF; UPDATE counts SET n = 1; RETURN 1; END $l$;
      CREATE FUNCTION b(k int) RETURNS int LANGUAGE plpgsql AS $l$ BEGIN UPDATE authors SET posts = k; RETURN a(k); END $l$;`,
    drops: ['authors*', 'counts*'],
  },
  {
    name: 'a procedure',
    run: "CALL p('x')",
    setUp: `CREATE PROCEDURE p(t text) LANGUAGE plpgsql AS $l$ BEGIN INSERT INTO audit (line) VALUES (t); END $l$;`,
    drops: ['audit+'],
  },
  {
    name: 'a variable named like a table',
    run: CALL,
    setUp: code(
      'UPDATE authors AS a SET posts = 1 WHERE id = authors; SELECT count(*) INTO authors FROM posts;',
      '#variable_conflict use_variable DECLARE authors int := 1;',
    ),
    drops: ['authors*'],
  },
  {
    name: 'comments and strings full of other tables',
    run: CALL,
    setUp: code(`/* delete from posts; */ -- execute 'x'
      INSERT INTO audit (line) VALUES ('delete from posts; logs(1)');`),
    drops: ['audit+'],
  },
];

const HOSTILE: readonly BodyCase[] = [
  {
    name: 'NEW replaced',
    setUp: before(
      'NEW := ROW(NEW.id, NEW.title, NEW.slug, NEW.words, NEW.author, NEW.changed, true)::posts; RETURN NEW;',
    ),
    drops: ['posts*'],
  },
  {
    name: 'NEW through a query',
    setUp: before("SELECT p.id, 'q' INTO NEW.id, NEW.title FROM posts p WHERE p.id = NEW.id; RETURN NEW;"),
    drops: ['posts*'],
  },
  { name: 'another column of NEW through a query', setUp: before("SELECT 'q' INTO NEW.slug; RETURN NEW;"), drops: ONE },
  { name: 'the primary key changed', setUp: before('NEW.id := NEW.id + 10; RETURN NEW;'), drops: ['posts*'] },
  {
    name: 'the primary key changed by an alias',
    setUp: before('n."id" := NEW.id + 10; RETURN n;', 'DECLARE n ALIAS FOR NEW;'),
    drops: ['posts*'],
  },
  {
    name: 'the primary key counted',
    setUp: before('GET DIAGNOSTICS NEW.id = ROW_COUNT; NEW.id = 17; RETURN NEW;'),
    drops: ['posts*'],
  },
  {
    name: 'the primary key in a loop',
    setUp: before('FOR NEW.id IN SELECT 11 LOOP NULL; END LOOP; NEW.id := 11; RETURN NEW;'),
    drops: ['posts*'],
  },
  {
    name: 'another row returned',
    setUp: before('r := NEW; r.id := 12; RETURN r;', 'DECLARE r posts;'),
    drops: ['posts*'],
  },
  {
    name: 'a row that is made returned',
    setUp: before('RETURN ROW(13, NEW.title, NEW.slug, NEW.words, NEW.author, NEW.changed, true);'),
    drops: ['posts*'],
  },
  {
    name: 'OLD changed and returned',
    setUp: before('OLD.id := 14; RETURN OLD;'),
    run: "UPDATE posts SET title = 'x' WHERE id = 1",
    drops: ['posts*'],
  },
  {
    name: 'NEW given to a function',
    setUp: `CREATE FUNCTION moved(p posts) RETURNS int LANGUAGE plpgsql AS $l$ BEGIN RETURN p.id; END $l$; ${before('NEW.author := moved(NEW); RETURN NEW;')}`,
    drops: ['posts*'],
  },
  { name: 'a text that is run', setUp: after("EXECUTE 'UPDATE authors SET posts = 1';") },
  {
    name: 'a text that is run for its rows',
    run: CALL,
    setUp: code(
      "FOR r IN EXECUTE 'UPDATE authors SET posts = 1 RETURNING 1' LOOP NULL; END LOOP;",
      'DECLARE r record;',
    ),
  },
  {
    name: 'a text that is run by a cursor',
    run: CALL,
    setUp:
      LOGS + code("OPEN c FOR EXECUTE 'SELECT logs($1)' USING 'x'; FETCH c INTO n;", 'DECLARE c refcursor; n int;'),
  },
  {
    name: 'a text that gives results',
    run: 'SELECT * FROM h()',
    setUp: `CREATE FUNCTION h() RETURNS SETOF int LANGUAGE plpgsql AS $f$ BEGIN RETURN QUERY EXECUTE 'DELETE FROM counts RETURNING n'; END $f$;`,
  },
  { name: 'a text that is run by a function that is called', setUp: HIDDEN + after('PERFORM hidden();') },
  {
    name: 'a text that is run two calls below',
    setUp: `${HIDDEN} CREATE FUNCTION amid() RETURNS int LANGUAGE sql AS $l$ SELECT hidden() $l$; ${after('IF amid() = 1 THEN NULL; END IF;')}`,
  },
  {
    name: 'a text that is run by the default of a record',
    run: CALL,
    setUp: HIDDEN + code('NULL;', 'DECLARE r record := ROW(hidden());'),
  },
  {
    name: 'a text that is run by a stable function',
    run: CALL,
    setUp: HIDDEN + code('RETURN hidden();', '', 'STABLE'),
  },
  {
    name: 'a text that a function of the server runs',
    setUp:
      after("PERFORM query_to_xml('UPDATE authors SET posts = 1 RETURNING 1', true, true, '');").replace(
        'UPDATE authors SET posts = 1 RETURNING 1',
        'SELECT logs(1::text)',
      ) + LOGS,
  },
  {
    name: 'a procedure that is called',
    run: CALL,
    setUp: `CREATE PROCEDURE p() LANGUAGE plpgsql AS $l$ BEGIN DELETE FROM counts; END $l$; ${code('CALL p();')}`,
  },
  { name: 'a block of its own', run: CALL, setUp: code("EXECUTE 'DO $x$ BEGIN DELETE FROM counts; END $x$';") },
  {
    name: 'a temporary table in place of one',
    run: CALL,
    setUp: code(
      'CREATE TEMP TABLE authors (id int, posts int); UPDATE authors SET posts = 1; DROP TABLE pg_temp.authors; UPDATE authors SET posts = 2;',
    ),
  },
  {
    name: 'a search path that is set on the way',
    run: CALL,
    setUp: code('SET LOCAL search_path = decoy; UPDATE counts SET n = 99;'),
  },
  {
    name: 'a search path that is set by a function',
    run: CALL,
    setUp: code("PERFORM set_config('search_path', 'decoy', true); UPDATE counts SET n = 99;"),
  },
  {
    name: 'a search path that a called function sets',
    run: CALL,
    setUp: `CREATE FUNCTION moves() RETURNS int LANGUAGE plpgsql AS $l$ BEGIN PERFORM set_config('search_path', 'decoy', true); RETURN 1; END $l$; ${code('PERFORM moves(); UPDATE counts SET n = 99;')}`,
  },
  {
    name: 'a search path of its own',
    run: CALL,
    setUp: code('UPDATE counts SET n = 98;', '', 'SET search_path = decoy'),
    drops: ['decoy.counts*'],
  },
  {
    name: 'a search path of its own for what it calls',
    run: CALL,
    setUp: `CREATE FUNCTION decoy.down_CASE() RETURNS int LANGUAGE plpgsql AS $l$ BEGIN UPDATE counts SET n = 97; RETURN 1; END $l$; ${code('RETURN down_CASE();', '', 'SET search_path = decoy')}`,
    drops: ['decoy.counts*'],
  },
  {
    name: 'the rights of its owner and a path',
    run: CALL,
    setUp: code('UPDATE counts SET n = 96;', '', 'SECURITY DEFINER SET search_path = decoy'),
    drops: ['decoy.counts*'],
  },
  { name: 'another role', run: CALL, setUp: code('UPDATE counts SET n = 95;', '', 'SET role = postgres') },
  {
    name: 'a function in place of one of the server',
    setUp: `CREATE FUNCTION lower(anyelement) RETURNS text LANGUAGE plpgsql AS $l$ BEGIN UPDATE authors SET posts = 8; RETURN 'x'; END $l$; ${before('NEW.slug := lower(NEW.author); RETURN NEW;')}`,
    drops: ['authors*', 'posts#1'],
  },
  {
    name: 'a function of a row',
    setUp: `CREATE FUNCTION shout(a authors) RETURNS text LANGUAGE plpgsql AS $l$ BEGIN DELETE FROM counts; RETURN 'x'; END $l$; ${after('INSERT INTO audit (line) SELECT a.shout FROM authors a LIMIT 1;')}`,
    drops: ['audit+', 'counts*', 'posts#1'],
  },
  {
    name: 'a domain of a column that NEW is given',
    setUp: `${LOGS} CREATE DOMAIN checked AS text CHECK (logs(VALUE) = 1); CREATE TABLE typed (id int PRIMARY KEY, extra checked);
      INSERT INTO typed VALUES (1); ${trigger('BEFORE UPDATE ON typed FOR EACH ROW', "NEW.extra := 'x'; RETURN NEW;")}`,
    run: 'UPDATE typed SET id = id WHERE id = 1',
    drops: ['audit+', 'typed*'],
  },
  {
    name: 'a rule of a table that it writes',
    run: CALL,
    setUp: `CREATE RULE r AS ON UPDATE TO counts DO ALSO DELETE FROM authors; ${code('UPDATE counts SET n = 1;')}`,
    drops: ['authors*', 'counts*'],
  },
  {
    name: 'a function that is not there',
    run: 'SELECT CASE WHEN true THEN 1 ELSE g() END',
    setUp: code('PERFORM nowhere();'),
    changesNothing: true,
  },
  {
    name: 'another language behind it',
    setUp: `CREATE FUNCTION inner_body() RETURNS int LANGUAGE sql AS $l$ UPDATE authors SET posts = 2; DELETE FROM counts; SELECT 1 $l$; ${after('PERFORM inner_body();')}`,
    drops: ['authors*', 'counts*', 'posts#1'],
  },
  {
    name: 'a view that writes',
    run: CALL,
    setUp: `${LOGS} CREATE VIEW w AS SELECT logs('view') AS a; ${code('PERFORM a FROM w;')}`,
    drops: ['audit+'],
  },
  {
    name: 'the table of another schema',
    setUp: after('UPDATE decoy.counts SET n = 94;'),
    drops: ['decoy.counts*', 'posts#1'],
  },
  {
    name: 'writes that are undone inside',
    run: CALL,
    setUp: code(
      "BEGIN UPDATE authors SET posts = 1; RAISE division_by_zero; EXCEPTION WHEN OTHERS THEN INSERT INTO audit (line) VALUES ('undone'); END;",
    ),
    drops: ['audit+', 'authors*'],
  },
  {
    name: 'a backslash in a text',
    setUp: after("INSERT INTO audit (line) VALUES (E'\\'; UPDATE authors SET posts = 1; --');"),
    drops: LOGGED,
  },
];

const SETTINGS: readonly BodyCase[] = [
  {
    name: 'backslashes that are switched on inside',
    run: CALL,
    setUp: code('SET LOCAL standard_conforming_strings = off; UPDATE counts SET n = 1;'),
  },
  {
    name: 'backslashes that a function has as its setting',
    run: CALL,
    setUp: code('UPDATE counts SET n = 1;', '', 'SET standard_conforming_strings = off'),
  },
  {
    name: 'a default of a view',
    run: 'INSERT INTO v (id) VALUES (9)',
    setUp: `${LOGS} CREATE VIEW v AS SELECT id, author FROM posts; ALTER VIEW v ALTER author SET DEFAULT logs('default');`,
    drops: ['audit+', 'posts+'],
  },
  {
    name: 'a variable that is named like the table of its type',
    run: CALL,
    setUp: `${LOGS} CREATE DOMAIN noted_too AS text CHECK (logs(VALUE) = 1); CREATE TABLE noted_twice (id int PRIMARY KEY, line noted_too);
      ${code("m := 'x';", 'DECLARE noted_twice int := 1; m noted_twice.line%TYPE;')}`,
    drops: ['audit+'],
  },
];

const POPULAR: readonly BodyCase[] = [
  {
    name: 'a summary by update or insert in a loop',
    setUp: after(
      `delta := CASE TG_OP WHEN 'DELETE' THEN -1 ELSE 1 END;
      <<again>> LOOP
        UPDATE counts SET n = counts.n + delta WHERE name = 'titles';
        EXIT again WHEN found;
        BEGIN
          INSERT INTO counts (name, n) VALUES ('titles', delta);
          EXIT again;
        EXCEPTION WHEN unique_violation THEN -- it came in between
        END;
      END LOOP again;`,
      'DECLARE delta int;',
    ),
    drops: ['counts*', 'posts#1'],
  },
  {
    name: 'an audit log with everything that the server knows',
    setUp: after(
      `IF TG_WHEN <> 'AFTER' THEN RAISE EXCEPTION 'only after'; END IF;
      IF ROW(NEW.*) IS DISTINCT FROM ROW(OLD.*) THEN
        INSERT INTO audit (line, held) SELECT concat_ws(' ', TG_TABLE_SCHEMA, TG_RELID::regclass, session_user::text, txid_current(),
          statement_timestamp(), inet_client_addr(), inet_client_port(), current_query(), pg_backend_pid(), TG_NARGS),
          to_jsonb(NEW) - ARRAY['words', 'changed'];
      END IF;`,
    ),
    drops: LOGGED,
  },
  {
    name: 'whole rows into a log',
    setUp: `CREATE TABLE old_posts (LIKE posts, happened timestamptz, who name); ${after('INSERT INTO old_posts SELECT OLD.*, now(), current_user;')}`,
    drops: ['old_posts+', 'posts#1'],
  },
  {
    name: 'a profile for a new row, by the rights of its owner without a path',
    setUp: `CREATE TABLE decoy.profiles (id int, name text);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $f$ BEGIN
        INSERT INTO decoy.profiles (id, name) VALUES (NEW.id, (jsonb_build_object('n', NEW.title) ->> 'n')); RETURN NEW; END $f$;
      CREATE TRIGGER t AFTER INSERT ON posts FOR EACH ROW EXECUTE PROCEDURE f();`,
    run: "INSERT INTO posts (id, title) VALUES (7, 'x')",
    drops: ['decoy.profiles+', 'posts+'],
  },
  {
    name: 'words to search for, put together',
    setUp: before(
      `NEW.words := setweight(to_tsvector('pg_catalog.english', coalesce(NEW.title, '')), 'A') || to_tsvector('simple'::regconfig, coalesce(NEW.slug, '')); RETURN NEW;`,
    ),
    drops: ONE,
  },
  {
    name: 'a message in JSON',
    setUp: after(
      `PERFORM pg_notify('posts', json_build_object('table', TG_TABLE_NAME, 'id', coalesce(NEW.id, OLD.id), 'at', extract(epoch FROM now()))::text);`,
    ),
    drops: ONE,
  },
  {
    name: 'a version that is counted, and one that must not fall',
    setUp: `ALTER TABLE posts ADD version int NOT NULL DEFAULT 0;
      ${before(`IF TG_OP = 'UPDATE' AND NEW.version < OLD.version THEN RAISE serialization_failure USING MESSAGE = format('version %s', OLD.version); END IF;
      NEW.version = NEW.version + 1; RETURN NEW;`)}`,
    drops: ONE,
  },
  {
    name: 'an identifier that is generated',
    setUp: before(
      `IF NEW.slug IS NULL THEN NEW.slug := gen_random_uuid()::text || md5(random()::text) || nextval('audit_id_seq'); END IF; RETURN NEW;`,
    ),
    drops: ONE,
  },
  {
    name: 'a refresh by statement',
    setUp: `CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM posts;
      ${trigger('AFTER UPDATE ON posts FOR EACH STATEMENT', 'REFRESH MATERIALIZED VIEW totals; RETURN NULL;')}`,
  },
  {
    name: 'a domain of a column of OLD',
    setUp: `${LOGS} CREATE DOMAIN noted_old AS text CHECK (logs(VALUE) = 1); CREATE TABLE typed (id int PRIMARY KEY, extra noted_old);
      INSERT INTO typed VALUES (1); ${trigger('BEFORE DELETE ON typed FOR EACH ROW', "OLD.extra := 'x'; RETURN OLD;")}`,
    run: 'DELETE FROM typed WHERE id = 1',
    drops: ['audit+', 'typed*'],
  },
];

const TYPED: readonly BodyCase[] = [
  {
    name: 'a variable that is named like its type, and returned',
    run: 'SELECT h()',
    setUp: `CREATE TYPE mood AS ENUM ('new', 'old'); CREATE FUNCTION h() RETURNS mood LANGUAGE plpgsql AS $f$
      DECLARE n int; mood mood; BEGIN DELETE FROM counts; SELECT 1, 'old' INTO n, mood; PERFORM mood; RETURN mood; END $f$;`,
    drops: ['counts*'],
  },
  {
    name: 'variables of a type of the application',
    run: CALL,
    setUp: `CREATE TYPE mood AS ENUM ('new', 'old'); CREATE DOMAIN short AS text; CREATE TABLE moods (id int PRIMARY KEY, mood mood);
      ${code(
        "SELECT 'old', 'x', ARRAY['new'] INTO m, s, a; k := 'b'; UPDATE authors SET posts = 3; INSERT INTO moods VALUES (1, m); r.mood := 'new'; SELECT * INTO r FROM moods; INSERT INTO audit (line) VALUES (s || k);",
        "DECLARE m mood := 'new'; s short; a mood[] NOT NULL DEFAULT '{}'; k short; r moods%ROWTYPE;",
      )}`,
    drops: ['audit+', 'authors*', 'moods+'],
  },
  {
    name: 'a default of a type of the application that writes',
    run: CALL,
    setUp: `${LOGS} CREATE TYPE mood AS ENUM ('1', '2'); ${code("m := '2';", 'DECLARE m mood := logs($$x$$)::text;')}`,
    drops: ['audit+'],
  },
  {
    name: 'a domain of a variable that writes',
    run: CALL,
    setUp: `${LOGS} CREATE DOMAIN noted AS text CHECK (logs(VALUE) = 1); ${code("SELECT 'x' INTO m;", 'DECLARE m noted;')}`,
    drops: ['audit+'],
  },
  {
    name: 'a row of a table with such a domain',
    run: CALL,
    setUp: `${LOGS} CREATE DOMAIN noted_row AS text CHECK (logs(VALUE) = 1); CREATE TABLE noted_rows (id int PRIMARY KEY, line noted_row);
      ${code("SELECT 1, 'x' INTO m;", 'DECLARE m noted_rows%ROWTYPE;')}`,
    drops: ['audit+'],
  },
  {
    name: 'a column of a table with such a domain',
    run: CALL,
    setUp: `${LOGS} CREATE DOMAIN noted_column AS text CHECK (logs(VALUE) = 1); CREATE TABLE noted_columns (id int PRIMARY KEY, line noted_column);
      ${code("m := 'x';", 'DECLARE m noted_columns.line%TYPE; n m%TYPE;')}`,
    drops: ['audit+'],
  },
];

const rule = (event: string, action: string) => `CREATE RULE r AS ON ${event} TO posts ${action};`;
const UPDATE = "UPDATE posts SET title = 'x' WHERE id = 1";
const DELETE = 'DELETE FROM posts WHERE id = 1';

/** What rules make of a statement. */
const RULES: readonly BodyCase[] = [
  {
    name: 'a rule that logs',
    run: UPDATE,
    setUp: rule('UPDATE', 'DO ALSO INSERT INTO audit (line) VALUES (NEW.title || OLD.title)'),
    drops: LOGGED,
  },
  {
    name: 'a rule of another event',
    run: UPDATE,
    setUp: rule('DELETE', 'DO ALSO INSERT INTO audit (line) VALUES (OLD.title)'),
    drops: ONE,
  },
  {
    name: 'a rule that is switched off',
    run: UPDATE,
    setUp: `${rule('UPDATE', 'DO ALSO DELETE FROM counts')} ALTER TABLE posts DISABLE RULE r`,
    drops: ONE,
  },
  {
    name: 'a soft delete by a rule',
    run: DELETE,
    setUp: rule('DELETE', 'DO INSTEAD UPDATE posts SET gone = true WHERE id = OLD.id'),
    drops: ['posts*'],
  },
  {
    name: 'a rule with a condition and several actions',
    run: UPDATE,
    setUp: rule(
      'UPDATE',
      "WHERE NEW.title <> OLD.title DO ALSO (UPDATE authors SET posts = 7; DELETE FROM counts; INSERT INTO audit (line) VALUES ('x'))",
    ),
    drops: ['audit+', 'authors*', 'counts*', 'posts#1'],
  },
  {
    name: 'a rule whose condition writes',
    run: UPDATE,
    setUp: `${LOGS} ${rule('UPDATE', 'WHERE logs(NEW.title) = 1 DO ALSO NOTHING')} ${rule('UPDATE', 'WHERE logs(NEW.title) = 1 DO ALSO UPDATE counts SET n = 9').replace(' r ', ' s ')}`,
    drops: ['audit+', 'counts*', 'posts#1'],
  },
  {
    name: 'a rule that calls a function',
    run: UPDATE,
    setUp: `${LOGS} ${rule('UPDATE', 'DO ALSO SELECT logs(NEW.title)')}`,
    drops: LOGGED,
  },
  {
    name: 'a rule whose function hides what it writes',
    run: UPDATE,
    setUp: `${HIDDEN} ${rule('UPDATE', 'DO ALSO SELECT hidden()')}`,
  },
  {
    name: 'a rule that tells somebody',
    run: UPDATE,
    setUp: rule('UPDATE', "DO ALSO NOTIFY posts, 'x'"),
    drops: ONE,
  },
  {
    name: 'a rule behind a rule, and a trigger behind that',
    run: UPDATE,
    setUp: `${rule('UPDATE', 'DO ALSO UPDATE counts SET n = 2')}
      CREATE RULE r AS ON UPDATE TO counts DO ALSO UPDATE authors SET posts = 5;
      ${LOGS} ${trigger('AFTER UPDATE ON authors FOR EACH ROW', "PERFORM logs('x'); RETURN NULL;")}`,
    drops: ['audit+', 'authors*', 'counts*', 'posts#1'],
  },
  {
    name: 'a rule of a view that writes another table',
    run: "UPDATE titles SET title = 'x' WHERE id = 1",
    setUp: `CREATE VIEW titles AS SELECT id, title FROM posts;
      CREATE RULE r AS ON UPDATE TO titles DO INSTEAD UPDATE authors SET posts = 4 WHERE id = OLD.id`,
    drops: ['authors*', 'posts*'],
  },
  {
    name: 'a rule with a query and a CTE',
    run: UPDATE,
    setUp: rule(
      'UPDATE',
      'DO ALSO INSERT INTO audit (line) SELECT a.id::text FROM authors a WHERE a.id IN (SELECT n FROM counts) OR a.id = NEW.author',
    ),
    drops: LOGGED,
  },
  {
    name: 'a rule that names a table of another schema',
    run: UPDATE,
    setUp: rule('UPDATE', "DO ALSO INSERT INTO decoy.counts VALUES ('rule', 1)"),
    drops: ['decoy.counts+', 'posts#1'],
  },
];

export const BODIES: readonly BodyCase[] = [
  ...USUAL,
  ...PIECES,
  ...POPULAR,
  ...HOSTILE,
  ...SETTINGS,
  ...TYPED,
  ...RULES,
];
