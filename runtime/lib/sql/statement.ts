import { namesMoment } from './clock';
import { type Facts, type Name, noFacts, type WriteEvent } from './facts';
import type { Node } from './parser';
import { as, items, KNOWN_NODES, shapeOf, strings, unwrap } from './syntax';

/** The names of CTEs that hide tables where a node stands. */
type Scope = ReadonlySet<string>;

type Visitor = (node: Node, scope: Scope, facts: Facts) => void;

/** Collects what stands in a statement or an expression: a node wrapped in its kind. */
export function factsOf(root: unknown): Facts {
  const facts = noFacts();
  walk(root, new Set(), facts);
  return facts;
}

function walk(value: unknown, scope: Scope, facts: Facts): void {
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
  (VISITORS[kind] ?? children)(node, scope, facts);
}

function children(node: Node, scope: Scope, facts: Facts): void {
  // An alias with columns gives them other names, so that `id` may be any column.
  if ('colnames' in node) {
    facts.derived = true;
    facts.nested = true;
  }
  for (const child of Object.values(node)) walk(child, scope, facts);
}

/** Everything but the given fields. */
function others(node: Node, ...fields: string[]): Node {
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
export function setColumns(node: Node): string[] {
  return items(node['targetList']).map((target) => String(as('ResTarget', target)?.['name']));
}

export function nameOf(range: Node): Name {
  const schema = range['schemaname'];
  return { schema: typeof schema === 'string' ? schema : undefined, name: String(range['relname']) };
}

function dotted(parts: readonly string[]): Name {
  return { schema: parts.length > 1 ? parts[parts.length - 2] : undefined, name: parts[parts.length - 1] ?? '' };
}

function visitRange(node: Node, scope: Scope, facts: Facts): void {
  const name = nameOf(node);
  if (name.schema === undefined && scope.has(name.name)) facts.derived = true;
  else facts.reads.push(name);
  children(node, scope, facts);
}

function visitFunction(node: Node, scope: Scope, facts: Facts): void {
  const args = items(node['args']).length + (node['agg_within_group'] === true ? items(node['agg_order']).length : 0);
  const name = dotted(strings(node['funcname']));
  facts.functions.push({ ...name, args: node['func_variadic'] === true ? undefined : args, node });
  children(others(node, 'funcname'), scope, facts);
}

function visitColumn(node: Node, _scope: Scope, facts: Facts): void {
  const fields = items(node['fields']);
  const names = strings(fields);
  const last = names[names.length - 1];
  if (last === undefined || as('A_Star', fields[fields.length - 1]) !== undefined) return;
  facts.columns.add(last);
  if (names.length > 1) facts.attributes.add(last);
}

function visitIndirection(node: Node, scope: Scope, facts: Facts): void {
  for (const name of strings(node['indirection'])) facts.attributes.add(name);
  children(node, scope, facts);
}

function visitExpression(node: Node, scope: Scope, facts: Facts): void {
  const between = String(node['kind']).includes('BETWEEN');
  if (between) facts.operators.push({ name: '>=' }, { name: '<=' }, { name: '<' }, { name: '>' });
  else facts.operators.push(dotted(strings(node['name'])));
  children(others(node, 'name'), scope, facts);
}

function visitSubLink(node: Node, scope: Scope, facts: Facts): void {
  facts.nested = true;
  const operator = strings(node['operName']);
  facts.operators.push(operator.length > 0 ? dotted(operator) : { name: '=' });
  children(others(node, 'operName'), scope, facts);
}

function visitCast(node: Node, scope: Scope, facts: Facts): void {
  visitType(node['typeName'] as Node, scope, facts, node['arg'] as Node);
  walk(node['arg'], scope, facts);
}

function visitType(node: Node, scope: Scope, facts: Facts, argument?: Node): void {
  facts.types.push({ ...dotted(strings(node['names'])), argument });
  // %TYPE names a column in place of a type, which no statement of an application does.
  if (node['pct_type'] === true) facts.unknown = true;
  walk(node['typmods'], scope, facts);
}

function visitConstant(node: Node, _scope: Scope, facts: Facts): void {
  const text = (node['sval'] as Node | undefined)?.['sval'];
  if (typeof text === 'string' && namesMoment(text)) facts.bypasses.add('clock');
}

function visitParameter(node: Node, _scope: Scope, facts: Facts): void {
  const number = Number(node['number'] ?? 0);
  facts.parameters.set(number, (facts.parameters.get(number) ?? 0) + 1);
}

function visitSqlValue(node: Node, _scope: Scope, facts: Facts): void {
  const asked = String(node['op']).replace('SVFOP_', '');
  if (/^(CURRENT_ROLE|CURRENT_USER|USER|SESSION_USER)$/.test(asked)) facts.perSession = true;
  else if (asked === 'CURRENT_SCHEMA') facts.bypasses.add('session');
  else if (asked !== 'CURRENT_CATALOG') facts.bypasses.add('clock');
}

function visitSort(node: Node, scope: Scope, facts: Facts): void {
  const operator = strings(node['useOp']);
  if (operator.length > 0) facts.operators.push(dotted(operator));
  children(others(node, 'useOp'), scope, facts);
}

/** Marks what makes a column another one than that of a table. */
function derives(node: Node, scope: Scope, facts: Facts): void {
  facts.derived = true;
  facts.nested = true;
  children(node, scope, facts);
}

function equates(node: Node, scope: Scope, facts: Facts): void {
  facts.operators.push({ name: '=' });
  children(node, scope, facts);
}

/** The text of XML depends on settings of the session that stand in no key. */
function visitXml(node: Node, scope: Scope, facts: Facts): void {
  facts.bypasses.add('session');
  derives(node, scope, facts);
}

const VISITORS: Record<string, Visitor | undefined> = {
  SelectStmt: visitSelect,
  InsertStmt: visitWrite('InsertStmt'),
  UpdateStmt: visitWrite('UpdateStmt'),
  DeleteStmt: visitWrite('DeleteStmt'),
  MergeStmt: visitWrite('MergeStmt'),
  WithClause: (node, scope, facts) => void withScope({ withClause: node }, scope, facts),
  RangeVar: visitRange,
  FuncCall: visitFunction,
  ColumnRef: visitColumn,
  A_Indirection: visitIndirection,
  A_Expr: visitExpression,
  SubLink: visitSubLink,
  TypeCast: visitCast,
  TypeName: visitType,
  A_Const: visitConstant,
  ParamRef: visitParameter,
  SQLValueFunction: visitSqlValue,
  SortBy: visitSort,
  RangeSubselect: derives,
  RangeFunction: derives,
  RangeTableFunc: visitXml,
  JsonTable: derives,
  JsonArrayAgg: derives,
  JsonObjectAgg: derives,
  GroupingFunc: derives,
  JoinExpr: equates,
  CaseExpr: equates,
  XmlExpr: visitXml,
  XmlSerialize: visitXml,
  RangeTableSample: (node, scope, facts) => {
    facts.bypasses.add('random-sample');
    children(node, scope, facts);
  },
};
