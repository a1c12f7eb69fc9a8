import type { Relation, Rule } from './catalog';
import type { Effects } from './effects';
import type { WriteEvent } from './facts';
import { queryEffects } from './query-effects';
import { factsOf } from './statement';
import { statementEffects } from './statement-effects';
import { items, unwrap } from './syntax';
import { typeEffects } from './type-effects';

/** The events of `pg_rewrite.ev_type`; TRUNCATE has no rules. */
const RULE_EVENTS: Record<WriteEvent, string> = { update: '2', insert: '3', delete: '4', truncate: '' };

/**
 * Adds what rules make of a change. They take its place or stand beside it; what the change itself would do counts in both
 * cases, as a condition may decide.
 */
export function ruleEffects(relation: Relation, events: readonly WriteEvent[], effects: Effects): void {
  const codes = events.map((event) => RULE_EVENTS[event]);
  for (const rule of relation.rules) if (codes.includes(rule.event)) actionEffects(rule, relation, effects);
}

function actionEffects({ definition }: Rule, { columns }: Relation, effects: Effects): void {
  if (!effects.isNew(`rule ${definition}`)) return;
  const { schema } = effects;
  const result = schema.parsed(definition);
  const [rule, ...more] = 'failure' in result ? [] : result.statements;
  if (rule?.kind !== 'RuleStmt' || more.length > 0) {
    effects.lose('rule');
    return;
  }
  // The server prints it for its own search path, and finds what it names whatever the path of the session is.
  const path = schema.effective(schema.data.path);
  const { whereClause, actions } = rule.node;
  if (whereClause !== undefined) queryEffects(factsOf(whereClause), path, effects);
  // The types of NEW and OLD, whose columns stand for what the statement sets.
  for (const { type } of columns) typeEffects(type, effects);
  for (const action of items(actions)) {
    const statement = unwrap(action);
    if (statement === undefined) effects.lose('rule');
    else statementEffects(statement, path, effects, { isBody: true });
  }
}
