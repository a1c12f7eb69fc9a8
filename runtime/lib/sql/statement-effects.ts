import type { Relation } from './catalog';
import type { Effects } from './effects';
import type { Facts } from './facts';
import type { Node, Parsed } from './parser';
import { queryEffects, viewEffects } from './query-effects';
import type { SearchPath } from './schema';
import { factsOf } from './statement';
import { as, unwrap } from './syntax';
import { QUERIES, type Utility, utilityOf } from './utility';
import { writeUseEffects } from './write-effects';

export interface StatementOptions {
  /** Whether it stands in the body of a function, where it changes what the caller may count on. */
  readonly isBody?: boolean;
  /** Relations that are there while a trigger runs: what it is given of the rows that have changed. */
  readonly given?: ReadonlySet<string>;
}

/** Adds what one statement does, and says what it is besides a query. */
export function statementEffects(
  { kind, node }: Parsed,
  path: SearchPath,
  effects: Effects,
  { isBody = false, given }: StatementOptions = {},
): Utility {
  if (QUERIES.has(kind)) {
    const facts = isBody ? bodyFacts(kind, node) : factsOf({ [kind]: node });
    const reads = facts.reads.filter(({ schema, name }) => schema !== undefined || !given?.has(name));
    queryEffects({ ...facts, reads }, path, effects);
    if (kind === 'SelectStmt' && node['intoClause'] !== undefined) {
      return applied(utilityOf({ kind: 'CreateTableAsStmt', node: { into: node['intoClause'] } }), path, effects);
    }
    return {};
  }
  const utility = utilityOf({ kind, node });
  effects.refuse(utility.transaction === undefined ? 'not-select' : 'transaction');
  return applied(utility, path, effects);
}

const known = new WeakMap<Node, Facts>();

/** A body is met again with every statement that sets it off. In it a name may be that of an argument. */
function bodyFacts(kind: string, node: Node): Facts {
  let facts = known.get(node);
  if (facts === undefined) {
    facts = { ...factsOf({ [kind]: node }), derived: true };
    known.set(node, facts);
  }
  return facts;
}

function applied(utility: Utility, path: SearchPath, effects: Effects): Utility {
  const { schema } = effects;
  for (const run of utility.runs ?? []) {
    const inner = unwrap(run);
    if (inner !== undefined && as('FuncCall', run) === undefined && QUERIES.has(inner.kind)) {
      statementEffects(inner, path, effects);
    } else queryEffects(factsOf(run), path, effects);
  }
  for (const use of utility.writes ?? []) {
    writeUseEffects(
      use,
      path,
      effects,
      utility.truncateCascade === undefined ? {} : { cascades: utility.truncateCascade },
    );
  }
  if (utility.refreshes !== undefined) {
    const views = schema.relationsOf(utility.refreshes, path);
    if (views === 'system' || views.length === 0) effects.lose('unknown-relation');
    else {
      for (const view of views) refreshEffects(view, effects);
    }
  }
  if (utility.unresolved !== undefined) effects.lose(utility.unresolved);
  if ((utility.firesEventTriggers || utility.ddl) && schema.data.eventTriggers > 0) effects.lose('trigger');
  effects.ddl ||= utility.ddl === true;
  effects.taints ||= utility.taints === true;
  effects.movesSearchPath ||= utility.movesSearchPath === true;
  return utility;
}

function refreshEffects(view: Relation, effects: Effects): void {
  effects.write(effects.schema.familyOf(view).tag, 'any');
  // Its query runs, with the functions in it.
  viewEffects(view, effects);
}
