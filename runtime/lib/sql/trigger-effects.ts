import { HARMLESS_TRIGGERS } from './builtins';
import { FIRST_USER_OID, type Relation, type Trigger } from './catalog';
import type { Effects, Rewrite } from './effects';
import type { Node } from './parser';
import { bodyEffects, understood } from './plpgsql-effects';
import { queryEffects } from './query-effects';
import { declaredEffects } from './routine-effects';
import { factsOf } from './statement';
import { as, items, strings } from './syntax';
import { typeEffects } from './type-effects';

/** Bits of `pg_trigger.tgtype`. */
const ROW_BEFORE = 1 | 2;

/** What code holds that may change the session of whoever wrote a row. */
const SETS_SESSION = /set_config|search_path|\brole\b|authorization|\bdiscard\b|\breset\b/i;

/** Adds what a trigger does, and what it sets in the rows at hand. */
export function triggerEffects(trigger: Trigger, relation: Relation, effects: Effects): void {
  const { schema, path } = effects;
  const result = schema.parsed(trigger.definition);
  const node = 'failure' in result || result.statements.length !== 1 ? undefined : result.statements[0].node;
  if (node === undefined) {
    effects.lose('parse-failure');
    return;
  }
  if ((trigger.type & ROW_BEFORE) === ROW_BEFORE) {
    effects.rewrite(schema.familyOf(relation).tag, rewriteOf(trigger, node, effects));
  }
  if (!effects.isNew(`trigger ${trigger.definition}`)) return;
  if (node['whenClause'] !== undefined) {
    queryEffects(factsOf(node['whenClause']), schema.effective(schema.data.path), effects);
  }
  // A trigger that waits runs at the end of the transaction, whatever the path is by then.
  if (node['deferrable'] === true) effects.path = undefined;
  functionEffects(trigger, node, relation, effects);
  effects.path = path;
}

function functionEffects(trigger: Trigger, node: Node, relation: Relation, effects: Effects): void {
  const routine = effects.schema.routinesByOid.get(trigger.function);
  if (isHarmless(trigger, node, effects)) return;
  if (routine !== undefined && declaredEffects(routine, effects)) return;
  const given = new Set(items(node['transitionRels']).map((item) => String(as('TriggerTransition', item)?.['name'])));
  if (routine !== undefined && bodyEffects(routine, effects, { given })) {
    // The types of NEW and OLD, whose fields are set and read.
    for (const { type } of relation.columns) typeEffects(type, effects);
  } else if (routine === undefined || SETS_SESSION.test(routine.source)) effects.loseToCode('trigger');
  else effects.lose('trigger');
}

/** Whether it is a function of the server or an extension that changes nothing but the row at hand. */
function isHarmless(trigger: Trigger, node: Node, { schema }: Effects): boolean {
  const names = strings(node['funcname']);
  if (trigger.function < FIRST_USER_OID) return HARMLESS_TRIGGERS.has(names[names.length - 1]);
  const routine = schema.routinesByOid.get(trigger.function);
  return routine?.language === 'c' && HARMLESS_TRIGGERS.has(routine.source);
}

function rewriteOf(trigger: Trigger, node: Node, effects: Effects): Rewrite {
  // They are given the names of the columns that they set.
  if (isHarmless(trigger, node, effects)) return new Set(strings(node['args']));
  const routine = effects.schema.routinesByOid.get(trigger.function);
  return (routine && understood(routine, effects.schema)?.rewrite) ?? 'all';
}
