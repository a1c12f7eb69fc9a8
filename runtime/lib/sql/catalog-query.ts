/**
 * The queries by which a schema is read. Whoever may connect may run them; they need PostgreSQL 14. Object ids from
 * 16384 on are those of users and extensions, whatever schema they stand in.
 *
 * Everything is given as JSON text, so that no type parser of the application changes it.
 */

/** What comes with the server and does not change while it runs. */
export const BUILTINS_QUERY = `
SELECT
  (SELECT json_object_agg(proname, signatures)::text FROM (
    SELECT proname, json_agg(DISTINCT jsonb_build_array(
        CASE WHEN provariadic <> 0 THEN pronargs - 1 ELSE pronargs END - pronargdefaults,
        CASE WHEN provariadic <> 0 THEN 1000 ELSE pronargs END, provolatile, prokind)) AS signatures
    FROM pg_catalog.pg_proc WHERE oid < 16384 AND pronamespace = 'pg_catalog'::regnamespace GROUP BY proname) f
  ) AS functions,
  (SELECT json_agg(DISTINCT oprname)::text FROM pg_catalog.pg_operator WHERE oid < 16384) AS operators,
  (SELECT json_object_agg(typname, oid::int8)::text FROM pg_catalog.pg_type
    WHERE oid < 16384 AND typnamespace = 'pg_catalog'::regnamespace) AS types,
  (SELECT json_agg(json_build_array(n.nspname, c.relname))::text
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid < 16384 AND c.relkind IN ('r', 'v')) AS relations`;

const EXPRESSIONS_OF = `
  SELECT pg_catalog.pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attrdef WHERE adrelid = c.oid
  UNION ALL SELECT pg_catalog.pg_get_expr(conbin, conrelid) FROM pg_catalog.pg_constraint
    WHERE conrelid = c.oid AND conbin IS NOT NULL
  UNION ALL SELECT pg_catalog.pg_get_expr(indexprs, indrelid) FROM pg_catalog.pg_index
    WHERE indrelid = c.oid AND indexprs IS NOT NULL
  UNION ALL SELECT pg_catalog.pg_get_expr(indpred, indrelid) FROM pg_catalog.pg_index
    WHERE indrelid = c.oid AND indpred IS NOT NULL
  UNION ALL SELECT pg_catalog.pg_get_expr(partexprs, partrelid) FROM pg_catalog.pg_partitioned_table
    WHERE partrelid = c.oid AND partexprs IS NOT NULL`;

/** Functions behind defaults, constraints, indexes and their operator classes, by table. */
const CALLS = `
SELECT DISTINCT relation::int8 AS owner, function::int8 AS function FROM (
  WITH used AS MATERIALIZED (
    SELECT d.classid, d.objid, d.refobjid AS function FROM pg_catalog.pg_depend d
      WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid >= 16384
    UNION SELECT d.classid, d.objid, o.oprcode FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_operator o ON o.oid = d.refobjid
      WHERE d.refclassid = 'pg_operator'::regclass AND d.refobjid >= 16384)
  SELECT a.adrelid AS relation, u.function FROM used u JOIN pg_catalog.pg_attrdef a ON a.oid = u.objid
    WHERE u.classid = 'pg_attrdef'::regclass
  UNION ALL SELECT k.conrelid, u.function FROM used u JOIN pg_catalog.pg_constraint k ON k.oid = u.objid
    WHERE u.classid = 'pg_constraint'::regclass
  UNION ALL SELECT u.objid, u.function FROM used u WHERE u.classid = 'pg_class'::regclass
  UNION ALL SELECT i.indrelid, u.function FROM used u JOIN pg_catalog.pg_index i ON i.indexrelid = u.objid
    WHERE u.classid = 'pg_class'::regclass
  UNION ALL SELECT i.indrelid, p.amproc FROM pg_catalog.pg_index i CROSS JOIN unnest(i.indclass::oid[]) AS k(class)
    JOIN pg_catalog.pg_opclass q ON q.oid = k.class JOIN pg_catalog.pg_amproc p ON p.amprocfamily = q.opcfamily
    WHERE q.oid >= 16384
) AS c WHERE relation <> 0 AND function >= 16384 ORDER BY 1, 2`;

const DEPENDENCIES_OF = (referenced: string) => `
  SELECT DISTINCT d.refobjid FROM pg_catalog.pg_rewrite r
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
    WHERE r.ev_class = c.oid AND r.rulename = '_RETURN' AND d.refclassid = '${referenced}'::regclass
      AND NOT (d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid)`;

const RELATIONS = `
SELECT c.oid::int8 AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind, c.relrowsecurity AS rls,
  c.reltype::int8 AS "rowType",
  (SELECT coalesce(json_agg(json_build_object('name', a.attname, 'type', a.atttypid::int8, 'typmod', a.atttypmod,
      'deterministic', coalesce(l.collisdeterministic, true), 'generated', a.attgenerated <> '') ORDER BY a.attnum), '[]')
    FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
  (SELECT json_agg(a.attname ORDER BY k.place)
    FROM pg_catalog.pg_index i CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
    WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid AND i.indimmediate
      AND k.place <= i.indnkeyatts) AS "primaryKey",
  (SELECT coalesce(json_agg(i.inhparent::int8 ORDER BY 1), '[]') FROM pg_catalog.pg_inherits i
    WHERE i.inhrelid = c.oid) AS parents,
  (SELECT coalesce(json_agg(e.expression ORDER BY e.expression), '[]') FROM (${EXPRESSIONS_OF}) AS e(expression)) AS expressions,
  (SELECT coalesce(json_agg(json_build_object('event', r.ev_type,
      'definition', pg_catalog.pg_get_ruledef(r.oid)) ORDER BY r.rulename), '[]') FROM pg_catalog.pg_rewrite r
    WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN' AND r.ev_enabled <> 'D') AS rules,
  (SELECT coalesce(json_agg(json_build_object('function', t.tgfoid::int8, 'type', t.tgtype,
      'definition', pg_catalog.pg_get_triggerdef(t.oid)) ORDER BY t.tgname), '[]') FROM pg_catalog.pg_trigger t
    WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D') AS triggers,
  (SELECT coalesce(json_agg(e.expression ORDER BY e.expression), '[]') FROM (
      SELECT pg_catalog.pg_get_expr(polqual, polrelid) FROM pg_catalog.pg_policy WHERE polrelid = c.oid
      UNION ALL SELECT pg_catalog.pg_get_expr(polwithcheck, polrelid) FROM pg_catalog.pg_policy WHERE polrelid = c.oid
    ) AS e(expression) WHERE e.expression IS NOT NULL) AS policies,
  CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END AS definition,
  CASE WHEN c.relkind IN ('v', 'm') THEN
    (SELECT coalesce(json_agg(d.refobjid::int8 ORDER BY 1), '[]') FROM (${DEPENDENCIES_OF('pg_class')}) d) END AS reads,
  CASE WHEN c.relkind IN ('v', 'm') THEN
    (SELECT coalesce(json_agg(d.refobjid::int8 ORDER BY 1), '[]') FROM (${DEPENDENCIES_OF('pg_proc')}) d) END AS uses
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
  AND n.nspname !~ '^pg_(toast|temp|toast_temp)'
ORDER BY c.oid`;

const FOREIGN_KEYS = `
SELECT k.conrelid::int8 AS table, k.confrelid::int8 AS references, k.confdeltype AS "onDelete", k.confupdtype AS "onUpdate",
  (SELECT json_agg(a.attname ORDER BY a.attname) FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = k.confrelid AND a.attnum = ANY (k.confkey)) AS keys
FROM pg_catalog.pg_constraint k WHERE k.contype = 'f' ORDER BY k.oid`;

const ROUTINES = `
SELECT p.oid::int8 AS oid, n.nspname AS schema, p.proname AS name, p.prokind AS kind, l.lanname AS language,
  p.provolatile AS volatility, p.prosecdef AS definer, p.prosrc AS source, p.prosqlbody IS NOT NULL AS parsed, p.proconfig AS settings,
  CASE WHEN p.provariadic <> 0 THEN p.pronargs - 1 ELSE p.pronargs END - p.pronargdefaults AS "minArgs",
  CASE WHEN p.provariadic <> 0 THEN 1000 ELSE p.pronargs END AS "maxArgs",
  CASE WHEN p.prosqlbody IS NOT NULL THEN pg_catalog.pg_get_function_sqlbody(p.oid) END AS body,
  pg_catalog.pg_get_function_arguments(p.oid) AS arguments, pg_catalog.pg_get_function_result(p.oid) AS result, pg_catalog.pg_get_expr(p.proargdefaults, 0) AS defaults,
  array_to_json(p.proargtypes::oid[]::int8[] || coalesce(p.proallargtypes::int8[], '{}') || p.prorettype::int8) AS types,
  (SELECT json_build_array(g.aggtransfn::oid::int8, g.aggfinalfn::oid::int8, g.aggcombinefn::oid::int8,
      g.aggserialfn::oid::int8, g.aggdeserialfn::oid::int8, g.aggmtransfn::oid::int8, g.aggminvtransfn::oid::int8,
      g.aggmfinalfn::oid::int8) FROM pg_catalog.pg_aggregate g WHERE g.aggfnoid = p.oid) AS parts
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE p.oid >= 16384 AND n.nspname !~ '^pg_temp' ORDER BY p.oid`;

const OPERATORS = `
SELECT n.nspname AS schema, o.oprname AS name, o.oprcode::oid::int8 AS function,
  o.oprleft::int8 AS "left", o.oprright::int8 AS "right"
FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
WHERE o.oid >= 16384 ORDER BY o.oid`;

/** Functions behind the input, the output, the comparison and the casts of a type. */
const TYPE_CALLS = `
SELECT DISTINCT owner::int8 AS owner, function::int8 AS function FROM (
  SELECT t.oid AS owner, f.oid AS function FROM pg_catalog.pg_type t
    CROSS JOIN unnest(ARRAY[t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin]::oid[]) AS f(oid)
  UNION ALL SELECT r.rngtypid, f.oid FROM pg_catalog.pg_range r
    CROSS JOIN unnest(ARRAY[r.rngcanonical, r.rngsubdiff]::oid[]) AS f(oid)
  UNION ALL SELECT t.oid, p.amproc FROM pg_catalog.pg_amproc p
    CROSS JOIN unnest(ARRAY[p.amproclefttype, p.amprocrighttype]) AS t(oid)
  UNION ALL SELECT t.oid, o.oprcode FROM pg_catalog.pg_amop m JOIN pg_catalog.pg_operator o ON o.oid = m.amopopr
    CROSS JOIN unnest(ARRAY[m.amoplefttype, m.amoprighttype]) AS t(oid)
  UNION ALL SELECT t.oid, k.castfunc FROM pg_catalog.pg_cast k
    CROSS JOIN unnest(ARRAY[k.castsource, k.casttarget]) AS t(oid)
) AS c WHERE owner >= 16384 AND function >= 16384 ORDER BY 1, 2`;

const TYPES = `
SELECT t.oid::int8 AS oid, n.nspname AS schema, t.typname AS name, t.typtype AS kind, t.typbasetype::int8 AS base,
  t.typelem::int8 AS element, t.typrelid::int8 AS relation,
  (SELECT coalesce(json_agg(pg_catalog.pg_get_expr(k.conbin, 0) ORDER BY k.conname), '[]') FROM pg_catalog.pg_constraint k
    WHERE k.contypid = t.oid AND k.conbin IS NOT NULL) AS checks,
  pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS "default",
  (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) AS labels,
  (SELECT r.rngsubtype::int8 FROM pg_catalog.pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)) AS subtype
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.oid >= 16384 AND n.nspname !~ '^pg_(toast|temp|toast_temp)' ORDER BY t.oid`;

const CASTS = `
SELECT k.castsource::int8 AS source, k.casttarget::int8 AS target, k.castfunc::int8 AS function, k.castcontext AS context
FROM pg_catalog.pg_cast k WHERE k.oid >= 16384 ORDER BY k.oid`;

const json = (query: string) => `(SELECT coalesce(json_agg(q), '[]')::text FROM (${query}) q)`;

/** What users and extensions made. */
export const CATALOG_QUERY = `
SELECT
  ${json(RELATIONS)} AS relations,
  ${json(FOREIGN_KEYS)} AS "foreignKeys",
  ${json(ROUTINES)} AS routines,
  ${json(OPERATORS)} AS operators,
  ${json(TYPES)} AS types,
  ${json(CASTS)} AS casts,
  ${json(CALLS)} AS calls,
  ${json(TYPE_CALLS)} AS "typeCalls",
  (SELECT coalesce(json_agg(DISTINCT m.amproc::oid::int8), '[]')::text FROM pg_catalog.pg_amproc m
    WHERE m.amproc >= 16384 AND m.amproclefttype < 16384 AND m.amprocrighttype < 16384) AS comparisons,
  (SELECT count(*)::text FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D') AS "eventTriggers",
  (SELECT coalesce(json_agg(nspname ORDER BY nspname), '[]')::text FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_(toast|temp|toast_temp)') AS schemas,
  array_to_json(pg_catalog.current_schemas(true))::text AS path`;
