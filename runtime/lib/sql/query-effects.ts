import { SYSTEM_COLUMNS } from './builtins';
import type { Relation } from './catalog';
import type { Effects } from './effects';
import type { Facts } from './facts';
import { callEffects, routineEffects } from './routine-effects';
import type { SearchPath } from './schema';
import { factsOf } from './statement';
import { typeEffects, typeUseEffects } from './type-effects';
import { writeUseEffects } from './write-effects';

/** Adds what a query, a change of rows or an expression does. Its names are found by an effective path. */
export function queryEffects(facts: Facts, path: SearchPath, effects: Effects): void {
  const { schema } = effects;
  if (path === undefined) effects.refuse('unknown-path');
  for (const bypass of facts.bypasses) effects.refuse(bypass);
  if (facts.unknown) effects.lose('unknown-syntax');
  effects.perSession ||= facts.perSession;
  if ([...facts.columns].some((column) => SYSTEM_COLUMNS.has(column))) effects.refuse('system-catalog');
  for (const oid of schema.callsEverywhere) routineEffects(oid, effects);
  for (const name of facts.reads) {
    const relations = schema.relationsOf(name, path);
    if (relations === 'system') effects.refuse('system-catalog');
    else if (relations.length === 0) effects.lose('unknown-relation');
    else for (const relation of relations) readEffects(relation, effects);
  }
  for (const use of facts.functions) callEffects(use, facts, path, effects);
  for (const type of facts.types) typeUseEffects(type, facts, path, effects);
  // A name behind a dot that is no column is a function of the row.
  for (const name of facts.attributes) {
    for (const { oid } of schema.routinesOf({ name }, path, 1)) routineEffects(oid, effects);
  }
  operatorEffects(facts, path, effects);
  for (const use of facts.writes) writeUseEffects(use, path, effects);
}

function operatorEffects(facts: Facts, path: SearchPath, effects: Effects): void {
  const { schema } = effects;
  for (const name of facts.operators) {
    const operators = schema.operatorsOf(name, path);
    for (const operator of operators) routineEffects(operator.function, effects);
    const own = schema.builtins.operators.has(name.name) && (name.schema ?? 'pg_catalog') === 'pg_catalog';
    if (!own && operators.length === 0) effects.lose('operator');
    // A plain text becomes a search vector by a setting that is in no key.
    if (own && name.name === '@@') effects.refuse('operator');
  }
}

/** Adds what reading a relation does. */
export function readEffects(relation: Relation, effects: Effects): void {
  effects.readings += 1;
  if (!effects.isNew(`read ${relation.oid}`)) return;
  for (const { type } of relation.columns) typeEffects(type, effects);
  if (relation.kind === 'v') viewEffects(relation, effects);
  else if (relation.kind === 'f') effects.refuse('foreign-table');
  else if (relation.kind === 'S') effects.refuse('sequence');
  else tableEffects(relation, effects);
}

function tableEffects(relation: Relation, effects: Effects): void {
  const family = effects.schema.familyOf(relation);
  effects.reads.add(family.tag);
  if (family.members.some(({ kind }) => kind === 'f')) effects.refuse('foreign-table');
  for (const member of family.members) policyEffects(member, effects);
}

/** Row-level security runs its expressions, which may read other tables. */
export function policyEffects(relation: Relation, effects: Effects): void {
  if (!relation.rls) return;
  effects.perSession = true;
  for (const policy of relation.policies) expressionEffects(policy, effects);
}

/** A view reads what the catalog says, and does what its query does. */
export function viewEffects(view: Relation, effects: Effects): void {
  const { schema } = effects;
  for (const oid of view.uses ?? []) routineEffects(oid, effects);
  for (const oid of view.reads ?? []) {
    const relation = schema.relationsByOid.get(oid);
    if (relation === undefined) effects.refuse('system-catalog');
    else readEffects(relation, effects);
  }
  textEffects(view.definition ?? '', effects);
}

/** Adds what an expression of the catalog does. */
export function expressionEffects(expression: string, effects: Effects): void {
  if (effects.isNew(`expression ${expression}`)) textEffects(`SELECT ${expression}`, effects);
}

/** The server prints its texts for its own search path. */
function textEffects(text: string, effects: Effects): void {
  const result = effects.schema.parsed(text);
  if ('failure' in result || result.statements.length !== 1) {
    effects.lose('parse-failure');
    return;
  }
  const [{ kind, node }] = result.statements;
  queryEffects(factsOf({ [kind]: node }), effects.schema.effective(effects.schema.data.path), effects);
}
