import type { BypassReason } from './bypass';
import type { Relation } from './catalog';
import { holdsMoment } from './clock';
import { type DeclaredFunctions, Effects } from './effects';
import type { Facts } from './facts';
import { readHint } from './hint';
import { normalise } from './lexer';
import type { Node } from './parser';
import { type Parsed, parse } from './parser';
import { type Pin, pinOf } from './pin';
import type { Plan, ReadPlan, TransactionStep, WritePlan } from './plan';
import { queryEffects } from './query-effects';
import { type Schema, type SearchPath, tagOf } from './schema';
import { factsOf } from './statement';
import { statementEffects } from './statement-effects';
import { as, items } from './syntax';
import { eventEffects } from './write-effects';

/** Makes the plan of a text. */
export function makePlan(
  text: string,
  searchPath: SearchPath,
  schema: Schema,
  declared: DeclaredFunctions,
  isTooLong: boolean,
): Plan {
  const result = parse(text);
  let path = schema.effective(searchPath);
  const effects = new Effects(schema, declared, path);
  if ('failure' in result) {
    effects.loseToCode('parse-failure');
    effects.ddl = true;
    return planOf([], 0, effects, undefined);
  }
  const { statements } = result;
  if (statements.length === 0) effects.refuse('empty');
  if (statements.length > 1) effects.refuse('multi-statement');
  const pinned = statements.length === 1 ? pinnedWrite(statements[0], path, effects) : undefined;
  const steps: TransactionStep[] = [];
  for (const statement of pinned === undefined ? statements : []) {
    const { transaction } = statementEffects(statement, path, effects);
    if (transaction !== undefined) steps.push(transaction);
    if (effects.movesSearchPath) {
      path = undefined;
      effects.path = undefined;
    }
  }
  if (statements.length > 1 && effects.writes.size > 0) effects.lose('multi-statement');
  // What sets the path may run before the function that follows it, or after.
  if (effects.movesSearchPath && effects.followsPath) effects.lose('unknown-path');
  const read = statements.length === 1 ? readOf(text, statements[0], path, effects, isTooLong) : undefined;
  return planOf(steps, statements.length, effects, pinned, read);
}

function planOf(
  transaction: readonly TransactionStep[],
  statements: number,
  effects: Effects,
  pinned: Pinned | undefined,
  read?: ReadPlan | BypassReason,
): Plan {
  const bypass = typeof read === 'string' ? read : effects.uncacheable;
  return {
    ...(typeof read === 'object' && bypass === undefined ? { read } : { bypass: bypass ?? 'not-select' }),
    write: writeOf(effects, pinned),
    transaction,
    taints: effects.taints,
    movesSearchPath: effects.movesSearchPath,
    statements,
  };
}

function readOf(
  text: string,
  { kind, node }: Parsed,
  path: SearchPath,
  effects: Effects,
  isTooLong: boolean,
): ReadPlan | BypassReason | undefined {
  if (kind !== 'SelectStmt' || effects.uncacheable !== undefined) return undefined;
  // A read that may write is never answered without being run.
  if (effects.unresolved !== undefined || effects.writes.size > 0) return effects.unresolved ?? 'writes';
  if (isTooLong) return 'too-long';
  const hint = readHint(text);
  if (hint === 'malformed') return 'malformed-hint';
  const tables = [...effects.reads].sort();
  const pin = pinnedRead(node, path, effects);
  return {
    text: normalise(text),
    tables,
    perSession: effects.perSession,
    ...(hint === undefined ? {} : { hint }),
    refuses: (values) => (holdsMoment(values) ? 'clock' : undefined),
    tags: (values) => {
      const key = pin?.(values);
      return { found: key === undefined ? tables : rowTags(tables[0], key), empty: tables };
    },
  };
}

function rowTags(table: string, key: string): string[] {
  return [`${table}*`, `${table}#${key}`];
}

/** A row that is found by its primary key, and by nothing that other rows decide. */
function pinnedRead(node: Node, path: SearchPath, effects: Effects): Pin | undefined {
  const facts = factsOf({ SelectStmt: node });
  const range = items(node['fromClause']).length === 1 ? as('RangeVar', items(node['fromClause'])[0]) : undefined;
  if (range === undefined || facts.derived || facts.nested || effects.hasAggregates || effects.readings !== 1) {
    return undefined;
  }
  const relation = onlyTable(facts.reads, path, effects.schema);
  return relation && pinOf(node['whereClause'], range, relation, facts, path, effects.schema);
}

function onlyTable(names: Facts['reads'], path: SearchPath, schema: Schema): Relation | undefined {
  const relations = names.length === 1 ? schema.relationsOf(names[0], path) : [];
  if (relations === 'system' || relations.length !== 1) return undefined;
  return ['r', 'p'].includes(relations[0].kind) ? relations[0] : undefined;
}

interface Pinned {
  readonly table: string;
  readonly key: readonly string[];
  readonly pin: Pin;
}

/**
 * Adds what an UPDATE or DELETE of one row does, if it is one. Everything but the reach of the change in its own table
 * is as in any other.
 */
function pinnedWrite({ kind, node }: Parsed, path: SearchPath, effects: Effects): Pinned | undefined {
  if ((kind !== 'UpdateStmt' && kind !== 'DeleteStmt') || node['withClause'] !== undefined) return undefined;
  if (node['fromClause'] !== undefined || node['usingClause'] !== undefined) return undefined;
  const facts = factsOf({ [kind]: node });
  const [{ table, events, columns }, ...others] = facts.writes;
  const relation = others.length === 0 ? onlyTable([table], path, effects.schema) : undefined;
  if (relation === undefined) return undefined;
  const pin = pinOf(node['whereClause'], node['relation'] as Node, relation, facts, path, effects.schema);
  if (pin === undefined || columns?.some((column) => relation.primaryKey?.includes(column))) return undefined;
  eventEffects(relation, events, { reach: 'pinned', columns }, effects);
  queryEffects({ ...facts, writes: [] }, path, effects);
  return { table: tagOf(relation), key: relation.primaryKey ?? [], pin };
}

function writeOf(effects: Effects, pinned: Pinned | undefined): WritePlan | undefined {
  const { unresolved, ddl, writes } = effects;
  if (unresolved === undefined && !ddl && writes.size === 0) return undefined;
  const all = [...writes].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    resolved: unresolved === undefined,
    ...(unresolved === undefined ? {} : { reason: unresolved }),
    ddl,
    tags: (values) =>
      all.flatMap(([table, reach]) => {
        if (reach === 'none') return [table];
        const isPinned = reach === 'pinned' && pinned?.table === table && !effects.rewrites(table, pinned.key);
        const key = isPinned ? pinned.pin(values) : undefined;
        return [table, key === undefined ? `${table}*` : `${table}#${key}`];
      }),
  };
}
