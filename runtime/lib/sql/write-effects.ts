import type { ForeignKey, Relation } from './catalog';
import type { Effects, Reach } from './effects';
import type { WriteEvent, WriteUse } from './facts';
import { expressionEffects, policyEffects, viewEffects } from './query-effects';
import { routineEffects } from './routine-effects';
import { ruleEffects } from './rule-effects';
import type { Family, SearchPath } from './schema';
import { triggerEffects } from './trigger-effects';
import { typeEffects } from './type-effects';

/** How a table is written. */
export interface Manner {
  readonly reach: Reach;
  /** The columns that an UPDATE sets; undefined if that is not known. */
  readonly columns?: readonly string[];
  /** Whether a TRUNCATE goes on to the tables that reference this one. */
  readonly cascades?: boolean;
}

/** The bits of `pg_trigger.tgtype`. */
const TRIGGER_BITS: Record<WriteEvent, number> = { insert: 4, delete: 8, update: 16, truncate: 32 };
const INSTEAD = 64;

/** Adds what a change of rows does, as it stands in a statement. */
export function writeUseEffects(
  { table, events, columns, changesRows }: WriteUse,
  path: SearchPath,
  effects: Effects,
  manner: Partial<Manner> = {},
): void {
  const relations = effects.schema.relationsOf(table, path);
  if (relations === 'system' || relations.length === 0) {
    effects.lose(relations === 'system' ? 'system-catalog' : 'unknown-relation');
    return;
  }
  const reach = changesRows ? 'any' : 'none';
  for (const relation of relations) eventEffects(relation, events, { reach, columns, ...manner }, effects);
}

/** Adds what changing rows of a relation does, with triggers, rules, cascades and what stands behind a view. */
export function eventEffects(
  relation: Relation,
  events: readonly WriteEvent[],
  manner: Manner,
  effects: Effects,
): void {
  const key = `write ${relation.oid} ${events.join()} ${manner.reach} ${manner.columns?.join()} ${manner.cascades}`;
  if (!effects.isNew(key)) return;
  effects.refuse('writes');
  if (relation.kind === 'v') writeView(relation, events, manner, effects);
  else if (relation.kind === 'r' || relation.kind === 'p') writeTable(relation, events, manner, effects);
  else effects.lose(relation.kind === 'f' ? 'foreign-table' : 'unknown-relation');
}

function writeView(view: Relation, events: readonly WriteEvent[], manner: Manner, effects: Effects): void {
  ruleEffects(view, events, effects);
  relationTriggerEffects(view, events, effects);
  viewEffects(view, effects);
  // A view has defaults of its own.
  for (const expression of view.expressions) expressionEffects(expression, effects);
  for (const oid of view.calls) routineEffects(oid, effects);
  const hasRules = view.rules.length > 0;
  // A trigger stands in place of the change.
  const instead = (event: WriteEvent) =>
    view.triggers.some(({ type }) => (type & INSTEAD) !== 0 && (type & TRIGGER_BITS[event]) !== 0);
  const passed = events.filter((event) => !instead(event));
  if (passed.length === 0) return;
  for (const oid of view.reads ?? []) {
    const base = effects.schema.relationsByOid.get(oid);
    if (base !== undefined) eventEffects(base, passed, { reach: manner.reach === 'none' ? 'none' : 'any' }, effects);
    else if (!hasRules) effects.lose('system-catalog');
  }
}

function writeTable(table: Relation, events: readonly WriteEvent[], manner: Manner, effects: Effects): void {
  const family = effects.schema.familyOf(table);
  effects.write(family.tag, manner.reach);
  // A row whose partition key changes is deleted from one partition and inserted into another.
  const moves = events.includes('update') && family.members.some(({ kind }) => kind === 'p');
  const fired: readonly WriteEvent[] = moves ? [...new Set<WriteEvent>([...events, 'insert', 'delete'])] : events;
  for (const member of family.members) {
    if (member.kind === 'f') effects.lose('foreign-table');
    // A row that moves fires triggers; rules rewrite what was written in the statement.
    ruleEffects(member, events, effects);
    relationTriggerEffects(member, fired, effects);
    policyEffects(member, effects);
    if (!fired.includes('insert') && !fired.includes('update')) continue;
    for (const expression of member.expressions) expressionEffects(expression, effects);
    for (const oid of member.calls) routineEffects(oid, effects);
    for (const { type } of member.columns) typeEffects(type, effects);
  }
  for (const key of effects.schema.foreignKeysTo(family)) cascade(key, family, fired, manner, effects);
}

function cascade(
  key: ForeignKey,
  family: Family,
  events: readonly WriteEvent[],
  { columns, cascades }: Manner,
  effects: Effects,
): void {
  const table = effects.schema.relationsByOid.get(key.table);
  if (table === undefined) {
    effects.lose('unknown-relation');
    return;
  }
  const { path } = effects;
  const changed = (event: WriteEvent[]) => {
    // The server does it as the owner of the table, for whom `$user` is another schema.
    effects.path = undefined;
    eventEffects(table, event, { reach: 'any' }, effects);
    effects.path = path;
  };
  if (events.includes('truncate') && cascades) eventEffects(table, ['truncate'], { reach: 'any', cascades }, effects);
  if (events.includes('delete') && key.onDelete === 'c') changed(['delete']);
  if (events.includes('delete') && 'nd'.includes(key.onDelete)) changed(['update']);
  const touched = columns === undefined || effects.rewrites(family.tag, key.keys) || touches(key, columns, family);
  if (events.includes('update') && 'cnd'.includes(key.onUpdate) && touched) changed(['update']);
}

/** A generated column changes with those that it is made of. */
function touches(key: ForeignKey, columns: readonly string[], { members }: Family): boolean {
  const isGenerated = (name: string) =>
    members.some((member) => member.columns.some((column) => column.name === name && column.generated));
  return key.keys.some((name) => columns.includes(name) || isGenerated(name));
}

function relationTriggerEffects(relation: Relation, events: readonly WriteEvent[], effects: Effects): void {
  const bits = events.reduce((all, event) => all | TRIGGER_BITS[event], 0);
  for (const trigger of relation.triggers.filter(({ type }) => (type & bits) !== 0)) {
    triggerEffects(trigger, relation, effects);
  }
}
