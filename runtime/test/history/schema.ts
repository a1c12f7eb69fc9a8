import { IDS } from './questions';

/** Small tables, so that everybody meets in the same rows; `v` is the operation that wrote a row last. */
export const SCHEMA = `
CREATE TABLE parents (id int PRIMARY KEY, grp int NOT NULL, n int NOT NULL, v int NOT NULL);
CREATE INDEX ON parents (grp);
CREATE TABLE children (
  id int PRIMARY KEY,
  parent_id int NOT NULL REFERENCES parents ON DELETE CASCADE ON UPDATE CASCADE,
  qty int NOT NULL,
  v int NOT NULL
);
CREATE INDEX ON children (parent_id);
CREATE TABLE ledger (id int, day int, amount int NOT NULL, v int NOT NULL, PRIMARY KEY (id, day))
  PARTITION BY RANGE (day);
CREATE TABLE ledger_a PARTITION OF ledger FOR VALUES FROM (0) TO (50);
CREATE TABLE ledger_b PARTITION OF ledger FOR VALUES FROM (50) TO (100);
CREATE TABLE totals (grp int PRIMARY KEY, n int NOT NULL, v int NOT NULL);
CREATE TABLE notes (id int PRIMARY KEY, v int NOT NULL);
CREATE TABLE memos (id int PRIMARY KEY, v int NOT NULL);
CREATE VIEW listing AS SELECT p.id, p.grp, c.id AS child, c.qty FROM parents p JOIN children c ON c.parent_id = p.id;
CREATE FUNCTION touch(g int, x int) RETURNS int LANGUAGE plpgsql AS
  'BEGIN UPDATE totals SET n = n + 1, v = x WHERE grp = g; RETURN g; END';
CREATE FUNCTION touch_group() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN UPDATE totals SET n = n + 1, v = NEW.v WHERE grp = NEW.grp; RETURN NULL; END';`;

/** In one transaction: the first state. Operations begin above it. */
export const ROWS = `
BEGIN;
INSERT INTO parents SELECT i, 1 + i % ${IDS.groups}, i * 4, 1 FROM generate_series(1, ${IDS.parents}) i;
INSERT INTO children SELECT i, 1 + i % ${IDS.parents}, i * 2, 1 FROM generate_series(1, ${IDS.children}) i;
INSERT INTO ledger SELECT i, d * 10, i, 1 FROM generate_series(1, ${IDS.ledger}) i, generate_series(0, 9, 2) d;
INSERT INTO totals SELECT i, 0, 1 FROM generate_series(1, ${IDS.groups}) i;
INSERT INTO notes SELECT i, 1 FROM generate_series(1, ${IDS.notes}) i;
INSERT INTO memos SELECT i, 1 FROM generate_series(1, ${IDS.memos}) i;
COMMIT;`;

export const TABLES = ['parents', 'children', 'ledger', 'ledger_a', 'totals', 'listing'];
