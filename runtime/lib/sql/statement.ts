import { EXPRESSIONS } from './expressions';
import { type Facts, type Name, noFacts, type WriteEvent } from './facts';
import type { Node } from './parser';
import { as, items, KNOWN_NODES, shapeOf, unwrap } from './syntax';

/** The names of CTEs that hide tables where a node stands. */
export type Scope = ReadonlySet<string>;

export type Visitor = (node: Node, scope: Scope, facts: Facts) => void;

/** Collects what stands in a statement or an expression: a node wrapped in its kind. */
export function factsOf(root: unknown): Facts {
  const facts = noFacts();
  walk(root, new Set(), facts);
  return facts;
}

export function walk(value: unknown, scope: Scope, facts: Facts): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, scope, facts);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const wrapped = unwrap(value);
  const kind = wrapped?.kind ?? shapeOf(value as Node);
  const node = wrapped?.node ?? (value as Node);
  if (kind === undefined) children(node, scope, facts);
  else visit(kind, node, scope, facts);
}

function visit(kind: string, node: Node, scope: Scope, facts: Facts): void {
  if (!KNOWN_NODES.has(kind)) facts.unknown = true;
  (STATEMENTS[kind] ?? EXPRESSIONS[kind] ?? children)(node, scope, facts);
}

/** Visits all fields of a node. */
export function children(node: Node, scope: Scope, facts: Facts): void {
  // An alias with columns gives them other names, so that `id` may be any column.
  if ('colnames' in node) {
    facts.derived = true;
    facts.nested = true;
  }
  for (const child of Object.values(node)) walk(child, scope, facts);
}

/** Everything but the given fields. */
export function others(node: Node, ...fields: string[]): Node {
  return Object.fromEntries(Object.entries(node).filter(([field]) => !fields.includes(field)));
}

/** Visits the CTEs, and gives the scope of what stands beside them. Without RECURSIVE one sees only those before it. */
function withScope(node: Node, scope: Scope, facts: Facts): Scope {
  const clause = node['withClause'] as Node | undefined;
  if (clause === undefined) return scope;
  facts.derived = true;
  facts.nested = true;
  const ctes = items(clause['ctes']).map((cte) => as('CommonTableExpr', cte) ?? {});
  const names = ctes.map((cte) => String(cte['ctename']));
  const all = new Set([...scope, ...names]);
  let visible: Scope = clause['recursive'] === true ? all : scope;
  for (const [index, cte] of ctes.entries()) {
    children(cte, visible, facts);
    visible = new Set([...visible, names[index]]);
  }
  return all;
}

function visitSelect(node: Node, scope: Scope, facts: Facts): void {
  const inner = withScope(node, scope, facts);
  if (node['intoClause'] !== undefined) facts.bypasses.add('writes');
  if (node['lockingClause'] !== undefined) facts.bypasses.add('locks');
  const grouped = ['groupClause', 'havingClause', 'distinctClause', 'valuesLists', 'larg'];
  if (grouped.some((field) => node[field] !== undefined)) facts.nested = true;
  children(others(node, 'withClause', 'intoClause', 'lockingClause'), inner, facts);
}

function visitWrite(kind: 'InsertStmt' | 'UpdateStmt' | 'DeleteStmt' | 'MergeStmt'): Visitor {
  return (node, scope, facts) => {
    const inner = withScope(node, scope, facts);
    facts.bypasses.add('writes');
    facts.writes.push({
      table: nameOf(node['relation'] as Node),
      events: eventsOf(kind, node),
      columns: kind === 'UpdateStmt' ? setColumns(node) : conflictColumns(node),
      changesRows: kind !== 'InsertStmt' || node['onConflictClause'] !== undefined,
    });
    children(others(node, 'withClause', 'relation'), inner, facts);
  };
}

function eventsOf(kind: string, node: Node): WriteEvent[] {
  if (kind === 'UpdateStmt') return ['update'];
  if (kind === 'DeleteStmt') return ['delete'];
  if (kind === 'MergeStmt') return ['insert', 'update', 'delete'];
  const { action } = (node['onConflictClause'] ?? {}) as { action?: string };
  return action === undefined || action === 'ONCONFLICT_NOTHING' ? ['insert'] : ['insert', 'update'];
}

function conflictColumns(node: Node): string[] | undefined {
  const clause = node['onConflictClause'] as Node | undefined;
  return clause?.['action'] === 'ONCONFLICT_UPDATE' ? setColumns(clause) : undefined;
}

/** The columns that an UPDATE sets, whole or in part. */
function setColumns(node: Node): string[] {
  return items(node['targetList']).map((target) => String(as('ResTarget', target)?.['name']));
}

export function nameOf(range: Node): Name {
  const schema = range['schemaname'];
  return { schema: typeof schema === 'string' ? schema : undefined, name: String(range['relname']) };
}

function visitRange(node: Node, scope: Scope, facts: Facts): void {
  const name = nameOf(node);
  if (name.schema === undefined && scope.has(name.name)) facts.derived = true;
  else facts.reads.push(name);
  children(node, scope, facts);
}

const STATEMENTS: Record<string, Visitor | undefined> = {
  SelectStmt: visitSelect,
  InsertStmt: visitWrite('InsertStmt'),
  UpdateStmt: visitWrite('UpdateStmt'),
  DeleteStmt: visitWrite('DeleteStmt'),
  MergeStmt: visitWrite('MergeStmt'),
  WithClause: (node, scope, facts) => void withScope({ withClause: node }, scope, facts),
  RangeVar: visitRange,
};
