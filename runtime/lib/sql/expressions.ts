import { namesMoment } from './clock';
import type { Facts, Name } from './facts';
import type { Node } from './parser';
import { children, others, type Scope, type Visitor, walk } from './statement';
import { as, items, strings } from './syntax';

function dotted(parts: readonly string[]): Name {
  return { schema: parts.length > 1 ? parts[parts.length - 2] : undefined, name: parts[parts.length - 1] ?? '' };
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

/** What is to be done at each node of an expression, or of a FROM; without one its children are visited. */
export const EXPRESSIONS: Record<string, Visitor | undefined> = {
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
