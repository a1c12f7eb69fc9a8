import type { BypassReason } from './bypass';
import type { Name, WriteUse } from './facts';
import type { Node, Parsed } from './parser';
import type { TransactionStep } from './plan';
import { nameOf } from './statement';
import { as, items, unwrap } from './syntax';

/** What a statement does that is neither a query nor a change of rows by itself. */
export interface Utility {
  readonly transaction?: TransactionStep;
  readonly taints?: boolean;
  readonly movesSearchPath?: boolean;
  readonly ddl?: boolean;
  /** Why it cannot be known what it writes. */
  readonly unresolved?: BypassReason;
  /** What it runs besides: queries and expressions. */
  readonly runs?: readonly unknown[];
  readonly writes?: readonly WriteUse[];
  /** Tables that a TRUNCATE empties together with all that reference them. */
  readonly truncateCascade?: boolean;
  /** A materialised view that it fills anew. */
  readonly refreshes?: Name;
  /** Whether it fires event triggers although it changes no schema. */
  readonly firesEventTriggers?: boolean;
}

/** The settings by which names get another meaning, or literals. */
const MOVING = new Set(['search_path', 'role', 'session_authorization', 'standard_conforming_strings']);

const OPAQUE: Utility = { unresolved: 'opaque', taints: true, movesSearchPath: true };
const DDL: Utility = { unresolved: 'ddl', ddl: true };
const HARMLESS: Utility = {};
const TAINTS: Utility = { taints: true };
const MAINTENANCE: Utility = { firesEventTriggers: true };

/** Classifies every statement but SELECT, INSERT, UPDATE, DELETE and MERGE. What it does not know changes the schema. */
export function utilityOf({ kind, node }: Parsed): Utility {
  return UTILITIES[kind]?.(node) ?? { ...DDL, taints: true, movesSearchPath: true };
}

/** Whether a setting decides what names mean. */
export function isMoving(setting: string): boolean {
  return MOVING.has(setting.toLowerCase());
}

function ddl(node: Node): Utility {
  const relation = (node['relation'] ?? node['view'] ?? (node['into'] as Node | undefined)?.['rel']) as
    | Node
    | undefined;
  const temporary = relation?.['relpersistence'] === 't' || relation?.['schemaname'] === 'pg_temp';
  const runs = [node['query']].filter((query) => query !== undefined);
  // A temporary relation hides others of its name, from this session alone.
  if (temporary) return { taints: true, movesSearchPath: true, firesEventTriggers: true, runs };
  return { ...DDL, runs };
}

function transaction(node: Node): Utility {
  const kind = String(node['kind']).replace('TRANS_STMT_', '');
  const chain = node['chain'] === true;
  if (kind === 'BEGIN' || kind === 'START') return { transaction: 'begin' };
  if (kind === 'COMMIT') return { transaction: chain ? 'commit-and-chain' : 'commit' };
  if (kind === 'ROLLBACK') return { transaction: chain ? 'rollback-and-chain' : 'rollback' };
  if (kind === 'PREPARE') return { transaction: 'prepare' };
  if (kind === 'SAVEPOINT' || kind === 'RELEASE' || kind === 'ROLLBACK_TO') return { transaction: 'savepoint' };
  if (kind === 'ROLLBACK_PREPARED') return HARMLESS;
  // COMMIT PREPARED makes visible what another session wrote.
  return { unresolved: 'opaque' };
}

function set(node: Node): Utility {
  const name = String(node['name'] ?? '');
  if (name === 'TRANSACTION' || name === 'TRANSACTION SNAPSHOT') return HARMLESS;
  const movesSearchPath = node['kind'] === 'VAR_RESET_ALL' || isMoving(name);
  return { taints: node['is_local'] !== true, movesSearchPath };
}

function copy(node: Node): Utility {
  if (node['is_program'] === true) return OPAQUE;
  const relation = node['relation'] as Node | undefined;
  const runs = [node['query'], node['whereClause']].filter((part) => part !== undefined);
  if (relation === undefined) return { runs };
  if (node['is_from'] !== true) return { runs: [{ RangeVar: relation }] };
  return { runs, writes: [{ table: nameOf(relation), events: ['insert'], changesRows: true }] };
}

function truncate(node: Node): Utility {
  const relations = items(node['relations']).map((relation) => as('RangeVar', relation) ?? {});
  return {
    truncateCascade: node['behavior'] === 'DROP_CASCADE',
    writes: relations.map((relation) => ({ table: nameOf(relation), events: ['truncate'], changesRows: true })),
  };
}

/** EXPLAIN ANALYZE runs its statement. */
function explain(node: Node): Utility {
  const analyzes = items(node['options']).some((option) => as('DefElem', option)?.['defname'] === 'analyze');
  const inner = unwrap(node['query']);
  if (!analyzes || inner === undefined) return HARMLESS;
  return QUERIES.has(inner.kind) ? { runs: [node['query']] } : utilityOf(inner);
}

/** The statements that are queries or change rows, which `factsOf` reads. */
export const QUERIES: ReadonlySet<string> = new Set([
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
]);

const UTILITIES: Record<string, ((node: Node) => Utility) | undefined> = {
  TransactionStmt: transaction,
  VariableSetStmt: set,
  VariableShowStmt: () => HARMLESS,
  ConstraintsSetStmt: () => HARMLESS,
  FetchStmt: () => HARMLESS,
  ClosePortalStmt: () => HARMLESS,
  NotifyStmt: () => HARMLESS,
  LockStmt: () => HARMLESS,
  CheckPointStmt: () => HARMLESS,
  VacuumStmt: () => HARMLESS,
  ReindexStmt: () => MAINTENANCE,
  ClusterStmt: () => MAINTENANCE,
  ListenStmt: () => TAINTS,
  UnlistenStmt: () => TAINTS,
  DeallocateStmt: () => TAINTS,
  PrepareStmt: () => TAINTS,
  DiscardStmt: () => ({ taints: true, movesSearchPath: true }),
  // The query runs while rows are fetched, but in this transaction, or at its end.
  DeclareCursorStmt: (node) => ({ taints: (Number(node['options'] ?? 0) & 0x20) !== 0, runs: [node['query']] }),
  ExecuteStmt: () => OPAQUE,
  DoStmt: () => ({ ...OPAQUE, ddl: true }),
  LoadStmt: () => OPAQUE,
  CallStmt: (node) => ({ runs: [{ FuncCall: node['funccall'] }], taints: false }),
  CopyStmt: copy,
  TruncateStmt: truncate,
  ExplainStmt: explain,
  RefreshMatViewStmt: (node) => ({ refreshes: nameOf(node['relation'] as Node), firesEventTriggers: true }),
  CreateStmt: ddl,
  CreateTableAsStmt: ddl,
  ViewStmt: ddl,
};
for (const kind of `AlterTableStmt AlterDomainStmt AlterEnumStmt AlterExtensionStmt AlterFunctionStmt AlterObjectSchemaStmt
  AlterOwnerStmt AlterPolicyStmt AlterSeqStmt AlterTypeStmt CommentStmt CompositeTypeStmt CreateCastStmt CreateDomainStmt
  CreateEnumStmt CreateEventTrigStmt CreateExtensionStmt CreateFunctionStmt CreateOpClassStmt CreatePolicyStmt
  CreateRangeStmt CreateSchemaStmt CreateSeqStmt CreateStatsStmt CreateTrigStmt DefineStmt DropStmt GrantStmt IndexStmt
  RenameStmt RuleStmt`.split(/\s+/)) {
  UTILITIES[kind] = () => DDL;
}
