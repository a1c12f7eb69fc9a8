/** One statement: its kind, such as `SelectStmt`, and the node below it. */
export interface Parsed {
  readonly kind: string;
  readonly node: Node;
}

/** A node of the syntax tree, as libpg-query gives it: absent fields are false, zero or empty. */
export type Node = { readonly [field: string]: unknown };

export type ParseResult = { readonly statements: readonly Parsed[] } | { readonly failure: string };

/** What is used of libpg-query. */
interface PgQuery {
  loadModule(): Promise<void>;
  parseSync(text: string): unknown;
  parsePlPgSQLSync(text: string): unknown;
}

let loading: Promise<PgQuery> | undefined;
let parser: PgQuery | undefined;

/** Loads PostgreSQL's own parser, about 2 MB of WebAssembly, once in a process. */
export async function loadParser(): Promise<void> {
  loading ??= load();
  try {
    parser = await loading;
  } catch (cause) {
    loading = undefined;
    throw cause;
  }
}

/** Whether `parse` can be called. */
export function isParserLoaded(): boolean {
  return parser !== undefined;
}

/** Parses a text. A text that is no SQL is a failure, not an exception: the database may understand it all the same. */
export function parse(text: string): ParseResult {
  if (parser === undefined) return { failure: 'the parser is not loaded' };
  // The parser and the protocol of PostgreSQL end a text at a zero byte, and what stands behind it would not be seen.
  if (text.includes('\0')) return { failure: 'the text holds a zero byte' };
  // Alone it is refused as an empty text, and so are comments.
  if (text === '') return { statements: [] };
  try {
    const { stmts = [] } = parser.parseSync(text) as { stmts?: { stmt?: Node }[] };
    return { statements: stmts.map(({ stmt = {} }) => parsed(stmt)) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** The tree of a function in PL/pgSQL, from its CREATE FUNCTION; undefined if it cannot be parsed. */
export function parseFunction(text: string): Node | undefined {
  if (parser === undefined || text.includes('\0')) return undefined;
  try {
    const { plpgsql_funcs: functions = [] } = parser.parsePlPgSQLSync(text) as { plpgsql_funcs?: Node[] };
    return functions.length === 1 ? (functions[0]['PLpgSQL_function'] as Node | undefined) : undefined;
  } catch {
    return undefined;
  }
}

function parsed(stmt: Node): Parsed {
  const [[kind, node] = ['', {}]] = Object.entries(stmt);
  return { kind, node: node as Node };
}

async function load(): Promise<PgQuery> {
  const module: PgQuery = require('libpg-query');
  await module.loadModule();
  return module;
}
