import { CATALOG_TYPES, CLOCK_TYPES, GIVES_MOMENT } from './builtins';
import { FIRST_USER_OID, type Relation } from './catalog';
import type { Effects } from './effects';
import type { Facts, TypeUse } from './facts';
import type { Node } from './parser';
import { expressionEffects } from './query-effects';
import { routineEffects } from './routine-effects';
import { isNative, type Schema, type SearchPath } from './schema';
import { as, items, strings, unwrap } from './syntax';

/** Object ids of date, time, timestamp, timestamptz. */
const MOMENTS: ReadonlySet<number> = new Set([1082, 1083, 1114, 1184]);
const TIMETZ = 1266;

/** Adds what a cast to a type does, or a declaration with it. */
export function typeUseEffects(use: TypeUse, facts: Facts, path: SearchPath, effects: Effects): void {
  const { schema } = effects;
  const oids = schema.typesOf(use, path);
  if (oids.length === 0) effects.lose('type');
  for (const oid of oids) {
    typeEffects(oid, effects);
    if (readsClock(oid, schema) && !isMoment(use.argument, facts, path, schema)) effects.refuse('clock');
  }
  if (oids.some((oid) => oid < FIRST_USER_OID)) {
    if (CATALOG_TYPES.has(use.name)) effects.refuse('system-catalog');
    if (use.name === 'xml') effects.refuse('session');
  }
}

/** Adds what values of a type set off: the checks of a domain, the functions of a type of an extension. */
export function typeEffects(oid: number, effects: Effects): void {
  const { schema } = effects;
  // The offset of a time with a zone is that of today.
  if (oid === TIMETZ) effects.refuse('clock');
  const type = schema.typesByOid.get(oid);
  if (type === undefined || !effects.isNew(`type ${oid}`)) return;
  for (const check of [...type.checks, ...(type.default === null ? [] : [type.default])]) {
    expressionEffects(check, effects);
  }
  for (const call of type.calls) {
    const routine = schema.routinesByOid.get(call);
    // Input, output and comparison in C are part of the type; what they read is no table.
    if (!isNative(routine) || routine?.volatility === 'v') routineEffects(call, effects);
  }
  for (const part of partsOf(oid, schema)) typeEffects(part, effects);
}

/** Types inside a type: the base of a domain, the element of an array, the columns of a row. */
function partsOf(oid: number, schema: Schema): number[] {
  const type = schema.typesByOid.get(oid);
  if (type === undefined) return [];
  const columns = schema.relationsByOid.get(type.relation)?.columns ?? [];
  const parts = [type.base, type.element, type.subtype ?? 0, ...columns.map((column) => column.type)];
  return parts.filter((part) => part !== 0 && part !== oid);
}

/** Whether the text of a value of this type can be `today`. */
export function readsClock(oid: number, schema: Schema, seen = new Set<number>()): boolean {
  if (seen.has(oid)) return false;
  seen.add(oid);
  if (oid >= FIRST_USER_OID) return partsOf(oid, schema).some((part) => readsClock(part, schema, seen));
  return clockOids(schema).has(oid);
}

const clockOidsOf = new WeakMap<Schema, ReadonlySet<number>>();

function clockOids(schema: Schema): ReadonlySet<number> {
  const known = clockOidsOf.get(schema);
  if (known !== undefined) return known;
  const oids = new Set([...CLOCK_TYPES].map((name) => schema.builtins.types.get(name) ?? 0));
  clockOidsOf.set(schema, oids);
  return oids;
}

/**
 * Whether something cast to a date or a time is certain to be none of a text that is made while the query runs: a text
 * in a column may read `today`. Literals and values are looked at one by one.
 */
function isMoment(argument: Node | undefined, facts: Facts, path: SearchPath, schema: Schema): boolean {
  const wrapped = unwrap(argument);
  if (wrapped === undefined) return false;
  const { kind, node } = wrapped;
  const all = (args: unknown) => items(args).every((arg) => isMoment(arg as Node, facts, path, schema));
  if (kind === 'A_Const' || kind === 'ParamRef' || kind === 'SQLValueFunction') return true;
  if (kind === 'CoalesceExpr' || kind === 'MinMaxExpr') return all(node['args']);
  if (kind === 'ColumnRef') return isMomentColumn(node, facts, path, schema);
  if (kind === 'TypeCast') return MOMENTS.has(schema.typesOf(castName(node), path)[0]);
  if (kind === 'FuncCall') return givesMoment(node, facts, path, schema);
  if (kind !== 'A_Expr') return false;
  const sum = strings(node['name']).join('.');
  const user = schema.operatorsOf({ name: sum }, path).length > 0;
  const either = [node['lexpr'], node['rexpr']].some(
    (side) =>
      unwrap(side)?.kind !== 'A_Const' &&
      unwrap(side)?.kind !== 'ParamRef' &&
      isMoment(side as Node, facts, path, schema),
  );
  return (sum === '+' || sum === '-') && !user && either;
}

function castName(node: Node): { schema?: string; name: string } {
  const names = strings((node['typeName'] as Node)['names']);
  const array = items((node['typeName'] as Node)['arrayBounds']).length > 0;
  return { schema: names[names.length - 2], name: array ? '' : names[names.length - 1] };
}

function givesMoment(node: Node, facts: Facts, path: SearchPath, schema: Schema): boolean {
  const names = strings(node['funcname']);
  const name = { schema: names[names.length - 2], name: names[names.length - 1] };
  if ((name.schema ?? 'pg_catalog') !== 'pg_catalog') return false;
  // An overload for types of an extension is not what a date gets.
  const overloads = schema.routinesOf(name, path, undefined);
  if (overloads.some(({ types }) => types.some((type) => type < FIRST_USER_OID))) return false;
  if (GIVES_MOMENT.has(name.name)) return true;
  const args = items(node['args']);
  return /^(min|max)$/.test(name.name) && args.length === 1 && isMoment(args[0] as Node, facts, path, schema);
}

/** A column is one of a table only where no subquery, CTE or function gives columns of its own. */
function isMomentColumn(node: Node, facts: Facts, path: SearchPath, schema: Schema): boolean {
  const fields = items(node['fields']);
  if (facts.derived || as('A_Star', fields[fields.length - 1]) !== undefined) return false;
  const names = strings(fields);
  const relations = facts.reads.flatMap((name): readonly Relation[] => {
    const found = schema.relationsOf(name, path);
    return found === 'system' ? [] : found;
  });
  const columns = relations.flatMap((relation) =>
    relation.columns.filter(({ name }) => name === names[names.length - 1]),
  );
  return columns.length > 0 && columns.every(({ type }) => MOMENTS.has(type));
}
