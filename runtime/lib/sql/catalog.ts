import { createHash } from 'node:crypto';

/** Arguments of a function that takes as many as one likes; as in the query. */
const MANY = 1000;

export interface Column {
  readonly name: string;
  readonly type: number;
  readonly typmod: number;
  /** Whether equal texts are equal bytes. */
  readonly deterministic: boolean;
  readonly generated: boolean;
}

export interface Trigger {
  readonly function: number;
  /** The bits of `pg_trigger.tgtype`. */
  readonly type: number;
  readonly definition: string;
}

/** A relation of a user or an extension. Expressions are texts, as the server prints them. */
export interface Relation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** As in `pg_class.relkind`. */
  readonly kind: 'r' | 'p' | 'v' | 'm' | 'f' | 'S' | 'c';
  readonly rls: boolean;
  readonly rowType: number;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[] | null;
  readonly parents: readonly number[];
  readonly expressions: readonly string[];
  readonly calls: readonly number[];
  readonly rules: readonly Rule[];
  readonly triggers: readonly Trigger[];
  readonly policies: readonly string[];
  /** The query of a view, what it reads and which functions it uses. */
  readonly definition: string | null;
  readonly reads: readonly number[] | null;
  readonly uses: readonly number[] | null;
}

export interface Rule {
  /** `2` for UPDATE, `3` for INSERT, `4` for DELETE. */
  readonly event: string;
  readonly definition: string;
}

export interface ForeignKey {
  readonly table: number;
  readonly references: number;
  /** `c` for CASCADE, `n` for SET NULL, `d` for SET DEFAULT. */
  readonly onDelete: string;
  readonly onUpdate: string;
  /** The columns it refers to. */
  readonly keys: readonly string[];
}

export interface Routine {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** `f` for a function, `p` a procedure, `a` an aggregate, `w` a window function. */
  readonly kind: 'f' | 'p' | 'a' | 'w';
  readonly language: string;
  /** `i` for immutable, `s` stable, `v` volatile. */
  readonly volatility: 'i' | 's' | 'v';
  readonly source: string;
  /** As in CREATE FUNCTION; the result of a procedure is null. */
  readonly arguments: string;
  readonly result: string | null;
  /** Whether it runs as its owner. */
  readonly definer: boolean;
  readonly parsed: boolean;
  readonly settings: readonly string[] | null;
  readonly minArgs: number;
  readonly maxArgs: number;
  readonly body: string | null;
  readonly types: readonly number[];
  /** The functions of an aggregate. */
  readonly parts: readonly number[] | null;
  /** The defaults of its arguments, as one list of expressions. */
  readonly defaults: string | null;
}

export interface Operator {
  readonly schema: string;
  readonly name: string;
  readonly function: number;
  readonly left: number;
  readonly right: number;
}

export interface UserType {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly base: number;
  readonly element: number;
  readonly relation: number;
  readonly checks: readonly string[];
  readonly default: string | null;
  readonly subtype: number | null;
  readonly calls: readonly number[];
}

export interface Cast {
  readonly source: number;
  readonly target: number;
  readonly function: number;
  /** `i` for implicit, `a` in assignments, `e` explicit. */
  readonly context: string;
}

/** What comes with the server. */
export interface Builtins {
  /** For each name: the fewest and the most arguments, the volatility and the kind of each overload. */
  readonly functions: ReadonlyMap<string, readonly (readonly [number, number, string, string])[]>;
  readonly operators: ReadonlySet<string>;
  readonly types: ReadonlyMap<string, number>;
  /** `schema.name` of its own relations. */
  readonly relations: ReadonlySet<string>;
}

/** The rows of `CATALOG_QUERY`, parsed. */
export interface CatalogData {
  readonly relations: readonly Relation[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly routines: readonly Routine[];
  readonly operators: readonly Operator[];
  readonly types: readonly UserType[];
  readonly casts: readonly Cast[];
  /** Functions of operator classes for types of the server. */
  readonly comparisons: readonly number[];
  readonly eventTriggers: number;
  readonly schemas: readonly string[];
  /** The search path by which expressions and views are printed. */
  readonly path: readonly string[];
  readonly fingerprint: string;
}

/** The first object id that is not of the server itself. */
export const FIRST_USER_OID = 16_384;

type Row = Record<string, unknown>;

export function readBuiltins(row: Row): Builtins {
  return {
    functions: new Map(Object.entries(builtinFunctions(row))),
    operators: new Set(parsed(row, 'operators') as string[]),
    types: new Map(Object.entries(parsed(row, 'types') as Record<string, number>)),
    relations: new Set((parsed(row, 'relations') as string[][]).map((parts) => parts.join('.'))),
  };
}

export function readCatalog(row: Row): CatalogData {
  const described = [
    'relations',
    'foreignKeys',
    'routines',
    'operators',
    'types',
    'casts',
    'calls',
    'typeCalls',
    'comparisons',
    'eventTriggers',
    'schemas',
  ];
  const content = Object.fromEntries(described.map((field) => [field, parsed(row, field)]));
  const fingerprint = createHash('sha256');
  for (const field of described) fingerprint.update(`${String(row[field])}\0`);
  return {
    ...(content as unknown as Omit<CatalogData, 'path' | 'fingerprint'>),
    relations: withCalls(content['relations'] as Omit<Relation, 'calls'>[], content['calls'] as Call[]),
    types: withCalls(content['types'] as Omit<UserType, 'calls'>[], content['typeCalls'] as Call[]),
    path: parsed(row, 'path') as string[],
    fingerprint: fingerprint.digest('hex').slice(0, 32),
  };
}

interface Call {
  readonly owner: number;
  readonly function: number;
}

function withCalls<T extends { readonly oid: number }>(
  owners: readonly T[],
  calls: readonly Call[],
): (T & { readonly calls: readonly number[] })[] {
  const byOwner = new Map<number, number[]>();
  for (const call of calls) byOwner.set(call.owner, [...(byOwner.get(call.owner) ?? []), call.function]);
  return owners.map((owner) => ({ ...owner, calls: byOwner.get(owner.oid) ?? [] }));
}

function parsed(row: Row, field: string): unknown {
  const text = row[field];
  if (typeof text !== 'string') throw new CatalogError(`the catalog gave no text for '${field}'`);
  return JSON.parse(text);
}

/** The schema of the database could not be read. */
export class CatalogError extends Error {
  public override readonly name = 'CatalogError';
  /** By which it is told from other errors. */
  public readonly code = 'ERR_CACHE_TIER_CATALOG';
}

/** In FROM the parser makes several calls of `unnest` out of one with several arguments. */
function builtinFunctions(row: Readonly<Record<string, unknown>>): Record<string, [number, number, string, string][]> {
  const functions = parsed(row, 'functions') as Record<string, [number, number, string, string][]>;
  const unnest = (functions['unnest'] ?? []).map(([least, , ...rest]): [number, number, string, string] => [
    least,
    MANY,
    ...rest,
  ]);
  return { ...functions, unnest };
}
