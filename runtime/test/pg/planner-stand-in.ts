import type { CatalogQuery, PlannedDatabase, Planner } from '../../lib/pg/wrap-context';
import { normalise } from '../../lib/sql/lexer';
import type { Plan, TransactionStep } from '../../lib/sql/plan';

const STEPS: readonly (readonly [RegExp, TransactionStep])[] = [
  [/^(begin|start transaction)/i, 'begin'],
  [/^commit prepared/i, 'savepoint'],
  [/^(commit|end)( work| transaction)? and chain/i, 'commit-and-chain'],
  [/^(commit|end)\b/i, 'commit'],
  [/^(rollback to|savepoint|release)/i, 'savepoint'],
  [/^rollback and chain/i, 'rollback-and-chain'],
  [/^rollback/i, 'rollback'],
  [/^prepare transaction/i, 'prepare'],
];

/** A planner for tests of the wrapper alone: it knows the statements of these tests, and can fail or be late. */
export class PlannerStandIn implements Planner {
  public generation = 0;
  public schema = 'one';
  public ready = false;
  public prepared = 0;
  public fails = false;
  /** Tables of which rows differ between sessions. */
  public perSession = new Set<string>();

  public constructor(public readonly database: PlannedDatabase) {}

  public async prepare(query: CatalogQuery): Promise<void> {
    this.prepared += 1;
    await query('SELECT 1');
    if (this.fails) throw new Error('no catalog');
    this.ready = true;
  }

  public schemaChanged(): void {
    this.generation += 1;
    this.ready = false;
  }

  public peek(text: string): Plan | undefined {
    if (!this.ready) return undefined;
    const statements = normalise(text)
      .split(/;\s*/)
      .filter((part) => part !== '');
    const plans = statements.map((part) => this.one(part, text));
    if (plans.length === 1) return plans[0]!;
    const writes = plans.flatMap(({ write }) => (write ? [write] : []));
    return {
      bypass: 'multi-statement',
      write: writes.length
        ? {
            resolved: writes.every(({ resolved }) => resolved),
            reason: writes.find(({ resolved }) => !resolved)?.reason,
            ddl: writes.some(({ ddl }) => ddl),
            tags: (values) => writes.flatMap((write) => write.tags(values)),
          }
        : undefined,
      transaction: plans.flatMap(({ transaction }) => transaction),
      taints: plans.some(({ taints }) => taints),
      movesSearchPath: plans.some(({ movesSearchPath }) => movesSearchPath),
      statements: plans.length,
    };
  }

  private one(text: string, whole: string): Plan {
    const plain = { transaction: [], taints: false, movesSearchPath: false, statements: 1 };
    const step = STEPS.find(([pattern]) => pattern.test(text))?.[1];
    if (/^commit prepared/i.test(text)) return { ...plain, write: unresolved('opaque') };
    if (step) return { ...plain, bypass: 'transaction', transaction: [step] };
    if (/^(set|reset|listen|discard)\b|create temp/i.test(text)) {
      return { ...plain, bypass: 'session', taints: !/^set local/i.test(text), movesSearchPath: /^set/i.test(text) };
    }
    if (/^(create|alter|drop)\b/i.test(text))
      return { ...plain, bypass: 'ddl', write: { ...unresolved('ddl'), ddl: true } };
    const [, written] = /^(?:insert into|update|delete from|truncate)\s+([\w.]+)/i.exec(text) ?? [];
    if (written) return { ...plain, bypass: 'writes', write: resolved(this.table(written)) };
    if (!/^select/i.test(text)) return { ...plain, bypass: 'opaque', write: unresolved('opaque') };
    return this.select(text, whole, plain);
  }

  private select(text: string, whole: string, plain: Omit<Plan, 'read'>): Plan {
    if (/pg_sleep|random|now\(\)|for update|pg_catalog|pg_stat/i.test(text))
      return { ...plain, bypass: 'volatile-function' };
    if (/\bwrites\(/i.test(text)) return { ...plain, bypass: 'function', write: unresolved('function') };
    if (!this.database.searchPath) return { ...plain, bypass: 'unknown-path' };
    const tables = [...text.matchAll(/\b(?:from|join)\s+([a-z][\w.]*)/gi)].map(([, name]) => this.table(name!)).sort();
    const [, seconds] = /CACHE_PARAM\(ttl=(\d+)s\)/.exec(whole) ?? [];
    return {
      ...plain,
      read: {
        text,
        tables,
        perSession: tables.some((table) => this.perSession.has(table)) || /current_setting/i.test(text),
        hint: seconds ? { ttlMs: Number(seconds) * 1000 } : undefined,
        refuses: (values) => (values.includes('today') ? 'clock' : undefined),
        tags: () => ({ found: tables, empty: tables }),
      },
    };
  }

  private table(name: string): string {
    return name.includes('.') ? name : `${this.database.searchPath?.find((schema) => schema !== 'pg_catalog')}.${name}`;
  }
}

function resolved(table: string) {
  return { resolved: true, ddl: false, tags: () => [table] };
}

function unresolved(reason: string) {
  return { resolved: false, reason, ddl: false, tags: () => [] };
}
