import type { Node } from './parser';

/**
 * The nodes of expressions and queries whose meaning is known here. One that is missing is not cached, and makes a
 * write unresolved: a later PostgreSQL may bring a node that runs code.
 */
export const KNOWN_NODES: ReadonlySet<string> = new Set(
  `SelectStmt InsertStmt UpdateStmt DeleteStmt MergeStmt MergeWhenClause RawStmt
  A_ArrayExpr A_Const A_Expr A_Indices A_Indirection A_Star Alias BooleanTest BoolExpr CaseExpr CaseWhen CoalesceExpr
  CollateClause ColumnDef ColumnRef CommonTableExpr CTECycleClause CTESearchClause CurrentOfExpr DefElem FuncCall
  GroupingFunc GroupingSet MergeSupportFunc IndexElem InferClause IntoClause JoinExpr List LockingClause MinMaxExpr MultiAssignRef
  NamedArgExpr NullTest OnConflictClause ParamRef RangeFunction RangeSubselect RangeTableFunc RangeTableFuncCol
  RangeTableSample RangeVar ResTarget ReturningClause ReturningOption RowExpr SetToDefault SortBy SQLValueFunction
  SubLink TypeCast TypeName WindowDef WithClause XmlExpr XmlSerialize
  Bitmapset Boolean BitString Float Integer String
  JsonAggConstructor JsonArgument JsonArrayAgg JsonArrayConstructor JsonArrayQueryConstructor JsonBehavior JsonFormat
  JsonFuncExpr JsonIsPredicate JsonKeyValue JsonObjectAgg JsonObjectConstructor JsonOutput JsonParseExpr JsonReturning
  JsonScalarExpr JsonSerializeExpr JsonTable JsonTableColumn JsonTablePathSpec JsonValueExpr`.split(/\s+/),
);

/** The kind and the content of a node that is wrapped in its kind. */
export function unwrap(value: unknown): { kind: string; node: Node } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  const [kind] = keys;
  if (keys.length !== 1 || !/^[A-Z]/.test(kind)) return undefined;
  return { kind, node: (value as Node)[kind] as Node };
}

/** The content of a node of one kind; undefined for every other. */
export function as(kind: string, value: unknown): Node | undefined {
  const wrapped = unwrap(value);
  return wrapped?.kind === kind ? wrapped.node : undefined;
}

/** The items of a list that may be absent. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of a list of strings, such as a dotted name. Anything else in it is left out. */
export function strings(value: unknown): string[] {
  return items(value).flatMap((item) => {
    const node = as('String', item);
    return node === undefined ? [] : [String(node['sval'] ?? '')];
  });
}

/** The kind of a node that stands without its name, by its shape. */
export function shapeOf(node: Node): string | undefined {
  if ('relname' in node) return 'RangeVar';
  if ('funcname' in node) return 'FuncCall';
  if ('ctes' in node) return 'WithClause';
  if ('names' in node && 'typemod' in node) return 'TypeName';
  if (typeof node['op'] === 'string' && node['op'].startsWith('SETOP_')) return 'SelectStmt';
  if (typeof node['action'] === 'string' && node['action'].startsWith('ONCONFLICT_')) return 'OnConflictClause';
  return undefined;
}
