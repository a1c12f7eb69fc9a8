import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, type ClientConfig, Pool, type PoolClient } from 'pg';
import { ioredisDriver } from '../../lib/drivers/ioredis-driver';
import type { Link } from '../../lib/link';
import { CacheTier } from '../../lib/tier/cache-tier';
import type { CacheTierOptions } from '../../lib/tier/tier-options';
import { type Chance, chanceOf } from '../../shop/chance';
import { serveWorker } from '../servers/processes';
import { type HistoryEvent, now, type ReadEvent, type WriteEvent } from './history';
import { COLUMNS, QUESTIONS } from './questions';
import { TABLES } from './schema';
import { inline, STATEMENTS, type Statement } from './statements';
import { type Weakness, weakened } from './weakened-driver';

/** What a process of the workload is started with. */
export interface CustomerData {
  readonly name: string;
  readonly seed: number;
  /** Where its operations begin: no two processes have the same. */
  readonly firstOp: number;
  readonly link: Link;
  readonly postgres: ClientConfig;
  readonly tier: Pick<
    CacheTierOptions,
    'deadlineMs' | 'writeDeadlineMs' | 'intentMs' | 'uncertainMs' | 'schemaRefreshMs'
  >;
  readonly ttl: string;
  readonly loops: number;
  /** The share of writes, from 0 to 1. */
  readonly writes: number;
  /** Whether the tier is told what functions write. */
  readonly declared: boolean;
  /** Which queries and which writes of one statement, by a part of their names. */
  readonly only: string;
  readonly weakness?: Weakness;
}

/** What the tier counted on behalf of one operation. */
type Counts = string[];

const counting = new AsyncLocalStorage<Counts>();

/** Counts are made in the context of whoever asked. */
const METER = {
  createCounter: (name: string) => ({
    add: (_value: number, attributes?: { readonly [name: string]: string }) => {
      counting.getStore()?.push(name.slice('cache_tier.'.length) + (attributes ? `:${attributes['reason']}` : ''));
    },
  }),
  createObservableGauge: () => ({ addCallback: () => undefined, removeCallback: () => undefined }),
};

/** Reads and writes at random, and tells of each. */
class Customer {
  private readonly events: HistoryEvent[] = [];
  private readonly tier: CacheTier;
  private readonly pool: Pool;
  /** Without rules: what it caches stands in hints. */
  private readonly plain: Pool;
  /** For what may change its session, after which a pool caches nothing. */
  private readonly opaque: Pool;
  private readonly unwrapped: Pool;
  private single: Client;
  private op: number;
  private readonly questions: readonly string[];
  private readonly statements: readonly string[];
  private ended = false;
  private readonly loops: Promise<void>[] = [];

  public constructor(private readonly data: CustomerData) {
    const { link, postgres, ttl, weakness, declared } = data;
    const driver =
      weakness &&
      weakened(
        ioredisDriver({
          host: link.endpoint!,
          port: Number(link.port),
          clusterMode: link['cluster-mode'] === 'true',
          reconnectMaxMs: 100,
        }),
        weakness,
      );
    this.tier = CacheTier.fromLink(link, {
      ...data.tier,
      driver,
      openTelemetry: { metrics: { getMeter: () => METER } },
    });
    const config = { ...postgres, application_name: data.name, statement_timeout: 4_000, lock_timeout: 2_000 };
    const functions = declared ? { 'public.touch': { writes: ['public.totals'] } } : undefined;
    this.pool = this.tier.wrap(new Pool({ ...config, max: 4, maxLifetimeSeconds: 3 }), {
      rules: [{ tables: TABLES, ttl }],
      functions,
    });
    this.plain = this.tier.wrap(new Pool({ ...config, max: 2 }), { functions });
    this.opaque = this.tier.wrap(new Pool({ ...config, max: 2 }), { functions });
    this.unwrapped = new Pool({ ...config, max: 2 });
    for (const pool of this.pools) {
      pool.on('error', () => undefined);
      // An error may come with the very message by which a client is taken, before a promise is heard of.
      pool.on('connect', (client) => client.on('error', () => undefined));
    }
    this.single = this.newClient();
    this.op = data.firstOp;
    const only = new RegExp(data.only);
    this.questions = Object.keys(QUESTIONS).filter((name) => only.test(name));
    this.statements = Object.keys(STATEMENTS).filter((name) => only.test(name));
  }

  public async start(): Promise<void> {
    await this.tier.ready(5_000);
    // Parser, catalog and connections: what comes first takes longest.
    await Promise.all(
      this.questions.map((query) => {
        const { sql, args } = QUESTIONS[query]!;
        return this.pool.query(sql, args(chanceOf(1))).catch(() => undefined);
      }),
    );
    for (let loop = 0; loop < this.data.loops; loop += 1) {
      this.loops.push(this.run(chanceOf(this.data.seed * 1_000 + loop)));
    }
  }

  public drain(): HistoryEvent[] {
    return this.events.splice(0);
  }

  public async stop(): Promise<unknown> {
    this.ended = true;
    await Promise.all(this.loops);
    await Promise.all(this.pools.map((pool) => pool.end()));
    await this.single.end().catch(() => undefined);
    const metrics = this.tier.metrics();
    await this.tier.close();
    return metrics;
  }

  public async change(sql: string): Promise<void> {
    const start = now();
    await this.pool.query(sql);
    this.events.push({ kind: 'schema', who: this.data.name, sql, start, end: now() });
  }

  private get pools(): readonly Pool[] {
    return [this.pool, this.plain, this.opaque, this.unwrapped];
  }

  private newClient(): Client {
    const { postgres, ttl, name } = this.data;
    const client = this.tier.wrap(
      new Client({ ...postgres, application_name: name, statement_timeout: 4_000, lock_timeout: 2_000 }),
      { rules: [{ tables: TABLES, ttl }] },
    );
    client.on('error', () => undefined);
    client.connect().catch(() => undefined);
    return client;
  }

  private async run(chance: Chance): Promise<void> {
    while (!this.ended) {
      try {
        if (chance.next() < this.data.writes) await this.write(chance);
        else await this.read(chance);
      } catch {
        // A connection was cut, two transactions waited for each other, and so on: what is known was told before.
        await pause(5);
      }
    }
  }

  private async read(chance: Chance): Promise<void> {
    const query = chance.of(this.questions);
    const question = QUESTIONS[query]!;
    const args = question.args(chance);
    const way = chance.upTo(20);
    if (query === 'note' || query === 'memo') return this.readAside(query, args);
    const config = { text: question.sql, values: [...args] };
    if (query === 'child' && way <= 10) return this.answer(query, args, 'hint', () => this.plain.query(config));
    if (way === 1) return this.answer(query, args, 'fresh', () => this.tier.fresh(() => this.pool.query(config)));
    if (way === 2) return this.answer(query, args, 'unwrapped', () => this.unwrapped.query(config));
    if (way === 3) return this.answer(query, args, 'named', () => this.pool.query({ ...config, name: `q-${query}` }));
    if (way === 4) return this.answer(query, args, 'client alone', () => this.alone().query(config));
    if (way === 5) {
      const option = { ...config, cache: { ttl: this.data.ttl, key: `${chance.upTo(2)}` } };
      return this.answer(query, args, 'option', () => this.pool.query(option));
    }
    if (way <= 8) return this.onClient(query, args, config, way);
    return this.answer(query, args, 'pool', () => this.pool.query(config));
  }

  /** A client that was taken from a pool: with and without a transaction. */
  private async onClient(
    query: string,
    args: readonly number[],
    config: { readonly text: string; readonly values: number[] },
    way: number,
  ): Promise<void> {
    await this.withClient(async (client) => {
      if (way === 6) return this.answer(query, args, 'taken client', () => client.query(config));
      await client.query(way === 7 ? 'BEGIN' : 'BEGIN ISOLATION LEVEL REPEATABLE READ');
      const start = now();
      await this.answer(query, args, 'transaction', () => client.query(config));
      await this.answer(query, args, 'transaction', () => client.query(config), way === 8 ? start : undefined);
      await client.query('COMMIT');
    });
  }

  private async readAside(query: 'note' | 'memo', args: readonly number[]): Promise<void> {
    const key = `${query}:${args[0]}`;
    const load = async () => {
      const { rows } = await this.unwrapped.query(QUESTIONS[query]!.sql, [...args]);
      return rows.map(({ v }) => [v as number]);
    };
    const options = { ttl: this.data.ttl, tags: [key] };
    await this.told(
      query,
      args,
      'aside',
      () => this.tier.cacheAside.getOrSet(key, load, options),
      (rows) => [rows, 0],
    );
  }

  private answer(
    query: string,
    args: readonly number[],
    how: string,
    ask: () => Promise<{ readonly rows: readonly object[] }>,
    since?: number,
  ): Promise<void> {
    return this.told(
      query,
      args,
      how,
      ask,
      ({ rows }) => {
        const values = rows.map((row) => Object.values(row) as unknown[]);
        const width = COLUMNS[query];
        if (width === undefined || values.length === 0) return [values, 0];
        return [values.map((row) => row.slice(0, width)), values[0]!.length - width];
      },
      since,
    );
  }

  private async told<T>(
    query: string,
    args: readonly number[],
    how: string,
    ask: () => Promise<T>,
    rowsOf: (result: T) => readonly [rows: readonly (readonly unknown[])[], extra: number],
    since?: number,
  ): Promise<void> {
    const counts: Counts = [];
    const start = since ?? now();
    const result = await counting.run(counts, ask);
    const end = now();
    const [rows, extra] = rowsOf(result);
    const event: ReadEvent = { kind: 'read', who: this.data.name, query, args, start, end, rows, extra, how, counts };
    this.events.push(event);
  }

  private async write(chance: Chance): Promise<void> {
    const way = chance.upTo(20);
    if (way <= 9 || this.data.only !== '.') return this.writeOne(chance);
    if (way <= 13) return this.transaction(chance);
    if (way === 14) return this.severalInOne(chance);
    if (way === 15) return this.block(chance);
    if (way <= 17) return this.note(chance);
    if (way === 18) return this.memo(chance);
    return this.writeOne(chance, true);
  }

  private async writeOne(chance: Chance, alone = false): Promise<void> {
    const what = chance.of(this.statements);
    const op = this.nextOp();
    const statement = STATEMENTS[what]!(chance, op);
    const named = chance.upTo(6) === 1 ? { name: `w-${what}` } : {};
    const { text, values } = statement;
    const pool = what === 'touch' ? this.opaque : chance.upTo(3) === 1 ? this.plain : this.pool;
    await this.wrote(op, what, async (deleted) => {
      const target = alone ? this.alone() : pool;
      note(statement, await target.query({ ...named, text, values: [...values] }), deleted);
    });
  }

  private async severalInOne(chance: Chance): Promise<void> {
    const op = this.nextOp();
    const texts = Array.from({ length: 1 + chance.upTo(2) }, () => {
      const { deletes, ...statement } = STATEMENTS[chance.of(this.statements)]!(chance, op);
      return inline(statement);
    });
    await this.wrote(op, `several: ${texts.join('; ')}`, () => this.opaque.query(texts.join('; ')));
  }

  private async block(chance: Chance): Promise<void> {
    const op = this.nextOp();
    const { values } = STATEMENTS['updateParent']!(chance, op);
    const text = inline({ text: 'UPDATE parents SET n = $2, v = $3 WHERE id = $1', values });
    await this.wrote(op, `do: ${text}`, () => this.opaque.query(`DO 'BEGIN ${text}; END'`));
  }

  private async note(chance: Chance): Promise<void> {
    const [op, id] = [this.nextOp(), QUESTIONS['note']!.args(chance)[0]!];
    const sql = 'INSERT INTO notes VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET v = excluded.v';
    await this.wrote(op, `note ${id}`, () =>
      this.tier.change([`note:${id}`], () => this.unwrapped.query(sql, [id, op])),
    );
  }

  /** Written by a pool that nobody wrapped, and dropped behind it. */
  private async memo(chance: Chance): Promise<void> {
    const [op, id] = [this.nextOp(), QUESTIONS['memo']!.args(chance)[0]!];
    const sql = 'INSERT INTO memos VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET v = excluded.v';
    await this.wrote(op, `memo ${id}`, async (_deleted, counts) => {
      await this.unwrapped.query(sql, [id, op]);
      if (!(await this.tier.invalidate([`memo:${id}`]))) counts.push('unacknowledged:invalidation');
    });
  }

  private async transaction(chance: Chance): Promise<void> {
    const parts = 1 + (chance.upTo(4) === 1 ? 1 : 0);
    const commits = chance.upTo(6) > 1;
    await this.withClient(async (client) => {
      await client.query('BEGIN');
      for (let part = 1; part <= parts; part += 1) {
        const op = this.nextOp();
        const end = part < parts ? 'COMMIT AND CHAIN' : commits ? 'COMMIT' : 'ROLLBACK';
        const whats: string[] = [];
        await this.wrote(
          op,
          `transaction, ${end}`,
          async (deleted) => {
            await this.severalOn(chance, client, op, deleted, whats);
            await client.query(end);
          },
          end === 'ROLLBACK',
          whats,
        );
      }
    });
  }

  private async severalOn(
    chance: Chance,
    client: PoolClient,
    op: number,
    deleted: Deleted,
    whats: string[],
  ): Promise<void> {
    for (let left = chance.upTo(3); left > 0; left -= 1) {
      const what = chance.of(this.statements.filter((name) => name !== 'touch'));
      const statement = STATEMENTS[what]!(chance, op);
      const savepoint = chance.upTo(3) === 1;
      const undone = savepoint && chance.upTo(2) === 1;
      whats.push(undone ? `${what}, undone` : what);
      if (savepoint) await client.query('SAVEPOINT s');
      const result = await client.query(statement.text, [...statement.values]);
      if (undone) await client.query('ROLLBACK TO SAVEPOINT s');
      else note(statement, result, deleted);
      if (savepoint) await client.query('RELEASE s');
    }
  }

  /** Runs a write and tells of it; what it throws is thrown on. */
  private async wrote(
    op: number,
    what: string,
    run: (deleted: Deleted, counts: Counts) => Promise<unknown>,
    rollsBack = false,
    whats?: readonly string[],
  ): Promise<void> {
    const counts: Counts = [];
    const deleted: Deleted = [];
    const start = now();
    const tell = (outcome: WriteEvent['outcome']) => {
      const told = (reason: string) => !counts.includes(`unacknowledged:${reason}`);
      this.events.push({
        kind: 'write',
        who: this.data.name,
        op,
        what: whats ? `${what}: ${whats.join(', ')}` : what,
        start,
        end: now(),
        outcome,
        announced: told('announcement') && told('database-unknown'),
        settled: told('invalidation') && told('database-unknown'),
        deleted,
        counts,
      });
    };
    try {
      await counting.run(counts, () => run(deleted, counts));
    } catch (error) {
      tell('unknown');
      throw error;
    }
    tell(rollsBack ? 'rolled back' : 'committed');
  }

  private async withClient(run: (client: PoolClient) => Promise<unknown>): Promise<void> {
    const client = await this.pool.connect();
    const ignore = () => undefined;
    client.on('error', ignore);
    try {
      await run(client);
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    } finally {
      client.off('error', ignore);
    }
  }

  /** A client that belongs to no pool: a new one if it was cut. */
  private alone(): Client {
    const { _queryable, _ending } = this.single as unknown as { _queryable?: boolean; _ending?: boolean };
    if (_queryable === false || _ending) this.single = this.newClient();
    return this.single;
  }

  private nextOp(): number {
    this.op += 1;
    return this.op;
  }
}

type Deleted = [table: string, key: string, v: number][];

function note({ deletes }: Statement, result: { readonly rows: readonly object[] }, deleted: Deleted): void {
  if (!deletes) return;
  for (const row of result.rows) {
    const values = Object.values(row) as number[];
    deleted.push([deletes, values.slice(0, -1).join(), values[values.length - 1]!]);
  }
}

serveWorker((data: CustomerData) => {
  const customer = new Customer(data);
  process.on('unhandledRejection', (error) => {
    console.error(data.name, 'unhandled', error);
    process.exit(70);
  });
  return {
    begin: () => customer.start(),
    drain: () => customer.drain(),
    change: (sql: string) => customer.change(sql),
    stop: () => customer.stop(),
  };
});
