import { CANONICAL_CLASSES, CANONICALS } from './canonical';
import type { Relation } from './catalog';
import type { Facts } from './facts';
import type { Node } from './parser';
import type { Schema, SearchPath } from './schema';
import { as, items, strings, unwrap } from './syntax';

/** The primary key of the one row that an execution is about; undefined if it may be about others. */
export type Pin = (values: readonly unknown[]) => string | undefined;

/**
 * Finds `key = value` for each column of the primary key, joined by AND at the top of a WHERE.
 *
 * @param range the relation, as it stands in the statement
 */
export function pinOf(
  where: unknown,
  range: Node,
  relation: Relation,
  facts: Facts,
  path: SearchPath,
  schema: Schema,
): Pin | undefined {
  const key = relation.primaryKey ?? [];
  if (key.length === 0 || !schema.familyOf(relation).hasOneKey(relation)) return undefined;
  const equalities = conjuncts(where).flatMap((conjunct) => equality(conjunct));
  if (!schema.hasPlainEquality) return undefined;
  const parts = key.map((name): Pin | undefined => {
    const column = relation.columns.find((candidate) => candidate.name === name);
    if (column === undefined || !column.deterministic || column.generated) return undefined;
    const found = equalities.find(({ fields }) => isColumn(fields, name, range));
    return found && pinOfValue(found.value, column.type, facts, path, schema);
  });
  if (parts.some((part) => part === undefined)) return undefined;
  return (values) => {
    const spelled = parts.map((part) => part?.(values));
    return spelled.includes(undefined) ? undefined : spelled.join(',');
  };
}

function conjuncts(where: unknown): unknown[] {
  const all = as('BoolExpr', where);
  if (all === undefined || all['boolop'] !== 'AND_EXPR') return [where];
  return items(all['args']).flatMap(conjuncts);
}

interface Equality {
  readonly fields: readonly string[];
  readonly value: unknown;
}

function equality(conjunct: unknown): Equality[] {
  const node = as('A_Expr', conjunct);
  if (node === undefined || node['kind'] !== 'AEXPR_OP') return [];
  const operator = strings(node['name']).join('.');
  if (operator !== '=' && operator !== 'pg_catalog.=') return [];
  const sides = [node['lexpr'], node['rexpr']];
  return sides.flatMap((side, index) => {
    const column = as('ColumnRef', side);
    return column === undefined ? [] : [{ fields: strings(column['fields']), value: sides[1 - index] }];
  });
}

/** A table with an alias is known by that alone. */
function isColumn(fields: readonly string[], name: string, range: Node): boolean {
  const alias = (range['alias'] as Node | undefined)?.['aliasname'];
  const qualifier = alias === undefined ? [range['schemaname'], range['relname']] : [alias];
  const given = fields.slice(0, -1);
  if (fields[fields.length - 1] !== name || given.length > qualifier.length) return false;
  return given.every((part, index) => part === qualifier[qualifier.length - given.length + index]);
}

function pinOfValue(value: unknown, type: number, facts: Facts, path: SearchPath, schema: Schema): Pin | undefined {
  const canonical = CANONICALS.get(type);
  if (canonical === undefined) return undefined;
  const cast = as('TypeCast', value);
  if (cast !== undefined && !keepsSpelling(cast, type, path, schema)) return undefined;
  const { kind, node } = unwrap(cast === undefined ? value : cast['arg']) ?? { kind: '', node: {} };
  if (kind === 'ParamRef') {
    const number = Number(node['number'] ?? 0);
    // A parameter that stands elsewhere as well may get its type there.
    if (number < 1 || facts.parameters.get(number) !== 1) return undefined;
    return (values) => canonical(values[number - 1]);
  }
  const spelled = kind === 'A_Const' ? canonical(constantOf(node)) : undefined;
  return spelled === undefined ? undefined : () => spelled;
}

function keepsSpelling(cast: Node, type: number, path: SearchPath, schema: Schema): boolean {
  const typeName = cast['typeName'] as Node;
  if (items(typeName['typmods']).length > 0 || items(typeName['arrayBounds']).length > 0) return false;
  const names = strings(typeName['names']);
  const [found, ...more] = schema.typesOf({ schema: names[names.length - 2], name: names[names.length - 1] }, path);
  const { types } = schema.builtins;
  return (
    more.length === 0 &&
    CANONICAL_CLASSES.some((all) => [type, found].every((oid) => all.some((name) => types.get(name) === oid)))
  );
}

function constantOf(node: Node): unknown {
  if (node['isnull'] === true) return undefined;
  if (node['ival'] !== undefined) return (node['ival'] as Node)['ival'] ?? 0;
  if (node['boolval'] !== undefined) return (node['boolval'] as Node)['boolval'] === true;
  if (node['fval'] !== undefined) return (node['fval'] as Node)['fval'];
  return (node['sval'] as Node | undefined)?.['sval'];
}
