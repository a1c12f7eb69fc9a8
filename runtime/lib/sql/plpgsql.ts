import type { Routine } from './catalog';
import type { Rewrite } from './effects';
import { type Node, type Parsed, parse, parseFunction } from './parser';
import { FIELDS } from './plpgsql-nodes';
import { assignmentOf, defaultsOf, type Spelled, spelled, tokensOf } from './plpgsql-source';
import { as, items, strings, unwrap } from './syntax';
import { QUERIES } from './utility';

/** What the body of a function in PL/pgSQL holds, whatever the database does. */
export interface Body {
  /** Its statements, and its expressions as queries. */
  readonly statements: readonly Parsed[];
  /** The types of its variables, as they are declared. */
  readonly types: readonly string[];
  readonly variables: ReadonlySet<string>;
  /** What it sets in NEW, if it is the function of a trigger. */
  readonly rewrite: Rewrite;
  /** What is called in the source, as far as one can see, and stands in nothing of the above. */
  readonly left: readonly string[];
}

/** Statements of SQL that may stand in a body, besides queries. */
const ALLOWED = new Set([...QUERIES, 'TruncateStmt', 'LockStmt', 'NotifyStmt', 'VariableSetStmt']);

const bodies = new WeakMap<Routine, Body | null>();

/** What a function in PL/pgSQL holds; undefined if something in it is not understood. Each is read once. */
export function bodyOf(routine: Routine, scalars: ReadonlySet<string>): Body | undefined {
  const known = bodies.get(routine);
  if (known !== undefined) return known ?? undefined;
  const written = spelled(routine.source, scalars);
  const tree = parseFunction(declaration(routine, written.source));
  const body = tree && new Reading(written, tree, routine.result === 'trigger').body();
  bodies.set(routine, body ?? null);
  return body;
}

function declaration({ kind, arguments: args, result }: Routine, source: string): string {
  let tag = '$body$';
  for (let count = 0; source.includes(tag); count++) tag = `$body${count}$`;
  const head =
    kind === 'p' ? `PROCEDURE f(${args})` : `FUNCTION f(${args})${result === null ? '' : ` RETURNS ${result}`}`;
  return `CREATE ${head} LANGUAGE plpgsql AS ${tag}${source}${tag}`;
}

/** One walk over the tree of a function. */
export class Reading {
  private readonly statements: Parsed[] = [];
  private readonly types: string[] = [];
  private readonly texts: string[] = [];
  private readonly variables = new Set<string>();
  private readonly assigned = new Set<string>();
  private readonly datums: readonly unknown[];
  private rewritesAll = false;
  private isUnknown = false;

  constructor(
    private readonly written: Spelled,
    private readonly tree: Node,
    private readonly isTrigger: boolean,
  ) {
    this.datums = items(tree['datums']);
  }

  public body(): Body | undefined {
    for (const datum of this.datums) this.visit(datum);
    for (const { name, type } of this.written.types) {
      this.typed(type);
      // What stood in its place is no declaration.
      if (!this.variables.has(name)) this.isUnknown = true;
    }
    this.lostDefaults();
    this.visit({ PLpgSQL_function: this.tree });
    if (this.isUnknown) return undefined;
    const words = new Set(this.texts.flatMap(tokensOf));
    const tokens = tokensOf(this.written.source);
    const left = tokens.filter((word, index) => tokens[index + 1] === '(' && !words.has(word));
    return {
      statements: this.statements,
      types: [...new Set(this.types)],
      variables: this.variables,
      rewrite: this.rewritesAll || this.passesRow() ? 'all' : this.assigned,
      left,
    };
  }

  /** Visits a node by what is known of its kind; what is not known there is not understood. */
  public visit(value: unknown): void {
    const { kind, node } = unwrap(value) ?? { kind: '', node: {} };
    const fields = FIELDS[kind];
    if (fields === undefined) this.isUnknown = true;
    for (const [field, content] of Object.entries(node)) {
      if (fields?.[field] === undefined) this.isUnknown = true;
      else fields[field]?.(content, this);
    }
    if (kind === 'PLpgSQL_expr') this.embedded(node);
    // Absent is the first variable, which may be NEW.
    if (kind === 'PLpgSQL_stmt_assign' || kind === 'PLpgSQL_stmt_foreach_a') this.assigns(Number(node['varno'] ?? 0));
    if (kind === 'PLpgSQL_diag_item') this.assigns(Number(node['target'] ?? 0));
    if (kind === 'PLpgSQL_stmt_return' && this.isTrigger) this.returns(node);
  }

  /** One text of SQL in the body. */
  private embedded(node: Node): void {
    const { query = '', parseMode: mode = 0 } = node as { query?: string; parseMode?: number };
    if (mode === 0) this.add(query);
    else if (mode === 2) this.add(`SELECT ${query}`);
    else {
      const sides = mode >= 3 && mode <= 5 ? assignmentOf(query) : undefined;
      if (sides === undefined) this.isUnknown = true;
      // A place in an array is an expression of its own.
      else for (const side of [sides.target, sides.value]) this.add(`SELECT ${side}`);
    }
  }

  public typed(type: string): void {
    this.types.push(type);
    this.texts.push(type);
  }

  public named(name: string): void {
    this.variables.add(name);
  }

  /** A variable, a row of them or a record that is given values. */
  public target(value: unknown): void {
    const { kind, node } = unwrap(value) ?? { kind: '', node: {} };
    if (kind === 'PLpgSQL_rec') this.assigns(Number(node['dno'] ?? 0));
    else if (kind !== 'PLpgSQL_row') this.isUnknown = true;
    else for (const field of items(node['fields'])) this.assigns(Number((field as Node)['varno'] ?? 0));
  }

  private assigns(number: number): void {
    const { kind, node } = unwrap(this.datums[number]) ?? { kind: '', node: {} };
    if (kind === '') this.isUnknown = true;
    if (!this.isTrigger) return;
    if (kind === 'PLpgSQL_rec' && number < 2) this.rewritesAll = true;
    if (kind !== 'PLpgSQL_recfield') return;
    const row = Number(node['recparentno'] ?? 0);
    if (row === 0) this.assigned.add(String(node['fieldname']));
    // A row before the change may be what the trigger returns.
    if (row === 1) this.rewritesAll = true;
  }

  /** A trigger that returns another row than NEW or OLD writes that one. */
  private returns(node: Node): void {
    if (node['retvarno'] !== undefined) this.rewritesAll ||= Number(node['retvarno']) > 1;
    else if (node['expr'] !== undefined) {
      const { query = '' } = (as('PLpgSQL_expr', node['expr']) ?? {}) as { query?: string };
      const plain = /^\s*(null|new|old|coalesce\s*\(\s*(new|old)\s*,\s*(new|old)\s*\))\s*$/i;
      this.rewritesAll ||= !plain.test(query);
    }
  }

  private add(text: string): void {
    this.texts.push(text);
    const result = parse(text);
    if ('failure' in result || result.statements.length !== 1 || !ALLOWED.has(result.statements[0].kind)) {
      this.isUnknown = true;
    } else this.statements.push(result.statements[0]);
  }

  /** The tree holds no defaults of records, which is what every type that the parser does not know is taken for. */
  private lostDefaults(): void {
    const found = this.datums.findIndex((datum) => as('PLpgSQL_var', datum)?.['refname'] === 'found');
    const declared = new Map<string, { name: string; type: string; count: number }>();
    for (const [index, datum] of this.datums.entries()) {
      const record = as('PLpgSQL_rec', datum);
      if (record !== undefined && Number(record['dno'] ?? 0) !== index) this.isUnknown = true;
      const { typname } = (as('PLpgSQL_type', record?.['datatype']) ?? {}) as { typname?: string };
      if (index < found || typname === undefined) continue;
      const name = String(record?.['refname']);
      const { count = 0 } = declared.get(`${name} ${typname}`) ?? {};
      declared.set(`${name} ${typname}`, { name, type: typname, count: count + 1 });
    }
    for (const { name, type, count } of declared.values()) {
      const defaults = defaultsOf(this.written.source, name, type, count);
      if (defaults === undefined) this.isUnknown = true;
      for (const text of defaults ?? []) this.add(`SELECT ${text}`);
    }
  }

  /** Whether the whole of NEW goes to a function. */
  private passesRow(): boolean {
    const isRow = (arg: unknown) => strings(as('ColumnRef', arg)?.['fields']).join('.') === 'new';
    const passes = (value: unknown): boolean => {
      if (typeof value !== 'object' || value === null) return false;
      const { args } = as('FuncCall', value) ?? {};
      return items(args).some(isRow) || Object.values(value).some(passes);
    };
    return this.isTrigger && this.statements.some(({ node }) => passes(node));
  }
}
