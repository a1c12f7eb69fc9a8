import type { BypassReason } from './bypass';
import type { Node } from './parser';

/** A name as it stands in a statement; without a schema the search path decides. */
export interface Name {
  readonly schema?: string;
  readonly name: string;
}

export interface FunctionUse extends Name {
  /** How many arguments; undefined if they are spread from an array. */
  readonly args: number | undefined;
  readonly node: Node;
}

export interface TypeUse extends Name {
  /** What is cast; undefined where a column or a result is declared with the type. */
  readonly argument?: Node;
}

export type WriteEvent = 'insert' | 'update' | 'delete' | 'truncate';

export interface WriteUse {
  readonly table: Name;
  readonly events: readonly WriteEvent[];
  /** The columns that an UPDATE sets; undefined if that is not known. */
  readonly columns?: readonly string[];
  /** Whether rows that exist can change, and not only new ones appear. */
  readonly changesRows: boolean;
}

/** What stands in one statement, whatever the database holds. */
export interface Facts {
  /** Relations that are read, without the names of CTEs. */
  readonly reads: Name[];
  readonly writes: WriteUse[];
  readonly functions: FunctionUse[];
  readonly operators: Name[];
  readonly types: TypeUse[];
  /** The last part of every dotted name: it may be a column, or a function of the row. */
  readonly attributes: Set<string>;
  readonly columns: Set<string>;
  /** How often each parameter stands there. */
  readonly parameters: Map<number, number>;
  /** Why the statement cannot be cached, by its syntax alone. */
  readonly bypasses: Set<BypassReason>;
  /** Whether a FROM holds more than relations, so that a column's type is not that of a table. */
  derived: boolean;
  /** Whether there is a subquery, a set operation, a grouping or a CTE. */
  nested: boolean;
  perSession: boolean;
  /** Whether there is a node that this version does not know. */
  unknown: boolean;
}

export function noFacts(): Facts {
  return {
    reads: [],
    writes: [],
    functions: [],
    operators: [],
    types: [],
    attributes: new Set(),
    columns: new Set(),
    parameters: new Map(),
    bypasses: new Set(),
    derived: false,
    nested: false,
    perSession: false,
    unknown: false,
  };
}
