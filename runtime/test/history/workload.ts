import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Chance, chanceOf } from '../../shop/chance';
import { type RunningPostgres, startPostgres } from '../servers/postgres';
import { type RunningWorker, startWorker } from '../servers/processes';
import { check, type Violation } from './check';
import type { CustomerData } from './customer';
import { type FaultEvent, type HistoryEvent, now } from './history';
import type { CacheFault, Place } from './places';
import { ROWS, SCHEMA } from './schema';
import { commitsOf, Timeline } from './timeline';
import type { Weakness } from './weakened-driver';

export interface WorkloadOptions {
  readonly seed: number;
  /** At least; a busy machine goes on until it has seen `ENOUGH`. */
  readonly seconds: number;
  /** @default 3 */
  readonly processes?: number;
  /** Milliseconds between two faults, on average; 0 for none. @default 900 */
  readonly faultEvery?: number;
  /** Which faults, by a part of their description. @default - all */
  readonly faults?: RegExp;
  readonly weakness?: Weakness;
  /** Which queries and which writes of one statement, by name. @default - all */
  readonly only?: RegExp;
  /** The share of writes. @default 0.03 */
  readonly writes?: number;
}

/** What came of a run. */
export interface Outcome {
  readonly events: readonly HistoryEvent[];
  readonly timeline: Timeline;
  readonly violations: readonly Violation[];
  readonly reads: number;
  /** Answers from the cache. */
  readonly hits: number;
  readonly writes: number;
  readonly commits: number;
  readonly faults: Readonly<Record<string, number>>;
  /** What the tiers counted on behalf of all reads and writes. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A history of fewer answers from the cache, or of fewer writes, proves nothing. */
export const ENOUGH = { hits: 50, writes: 10 } as const;
/** How many times as long a history takes at most. */
const PATIENCE = 10;

const TTL_MS = 3_000;
const LIMITS = { intent: 3_000, uncertain: 3_000, ttl: TTL_MS + 1_500 };
const CUSTOMER = join(__dirname, 'customer.ts');
/** As many operations a process may have. */
const OPS = 10_000_000;

/** Runs processes against a cache and a database that break, and checks what everybody saw. */
export async function runWorkload(place: Place, options: WorkloadOptions): Promise<Outcome> {
  const postgres = await startPostgres();
  try {
    return await new Workload(place, postgres, options).run();
  } finally {
    await postgres.stop();
  }
}

class Workload {
  private readonly events: HistoryEvent[] = [];
  private readonly customers: RunningWorker[] = [];
  private readonly seen = { hits: 0, writes: 0 };
  private readonly killed = new Set<RunningWorker>();
  private readonly chance: Chance;
  private started = 0;
  private columns = 0;
  private trigger = false;
  private over = false;

  public constructor(
    private readonly place: Place,
    private readonly postgres: RunningPostgres,
    private readonly options: WorkloadOptions,
  ) {
    this.chance = chanceOf(options.seed);
  }

  public async run(): Promise<Outcome> {
    const { processes = 3, seconds, faultEvery = 900 } = this.options;
    await this.postgres.query(SCHEMA);
    await this.postgres.query("SELECT pg_create_logical_replication_slot('history', 'test_decoding')");
    await this.postgres.query(ROWS);
    const all = Array.from({ length: processes }, (_, index) => this.startCustomer(index));
    this.customers.push(...(await Promise.all(all)));
    await Promise.all(this.customers.map((customer) => customer.call('begin')));
    const draining = this.drainRegularly();
    const start = now();
    const goesOn = () => now() < start + seconds * (this.enough ? 1 : PATIENCE) * 1000;
    while (goesOn()) {
      await pause(faultEvery === 0 ? 200 : this.chance.upTo(2 * faultEvery));
      if (faultEvery > 0 && goesOn()) await this.fault();
    }
    this.over = true;
    await draining;
    for (const customer of this.customers) {
      await customer.call('stop');
      await this.drain(customer);
      await customer.stop();
    }
    return this.outcome();
  }

  private get enough(): boolean {
    const { hits, writes } = this.seen;
    return hits >= ENOUGH.hits && writes >= ENOUGH.writes;
  }

  private async outcome(): Promise<Outcome> {
    const offset = Date.now() - now();
    const { rows } = await this.postgres.query(
      "SELECT data FROM pg_logical_slot_get_changes('history', NULL, NULL, 'include-timestamp', '1')",
    );
    const timeline = new Timeline(
      commitsOf(
        rows.map(({ data }) => data),
        (epoch) => epoch - offset,
      ),
    );
    const tally = (names: readonly string[]) => {
      const times: Record<string, number> = {};
      for (const name of names) times[name] = (times[name] ?? 0) + 1;
      return times;
    };
    return {
      events: this.events,
      timeline,
      violations: check(this.events, timeline, LIMITS),
      reads: this.events.filter(({ kind }) => kind === 'read').length,
      ...this.seen,
      commits: timeline.commits.length,
      faults: tally(this.events.flatMap((event) => (event.kind === 'fault' ? [event.what] : []))),
      counts: tally(this.events.flatMap((event) => ('counts' in event ? event.counts : []))),
    };
  }

  private startCustomer(index: number): Promise<RunningWorker> {
    const { seed, weakness, only = /./, writes = 0.03 } = this.options;
    this.started += 1;
    const data: CustomerData = {
      name: `history ${index}`,
      seed: seed * 100 + this.started,
      firstOp: this.started * OPS,
      link: this.place.link,
      postgres: this.postgres.config(),
      // One process has the deadlines of production, which a busy machine misses.
      tier: {
        ...(index === 2 ? {} : { deadlineMs: 500, writeDeadlineMs: 1_000 }),
        intentMs: LIMITS.intent,
        uncertainMs: LIMITS.uncertain,
        schemaRefreshMs: 2_000,
      },
      ttl: `${TTL_MS}ms`,
      loops: 5,
      writes,
      declared: index !== 1,
      only: only.source,
      weakness,
    };
    return startWorker(CUSTOMER, data);
  }

  private async drainRegularly(): Promise<void> {
    while (!this.over) {
      await pause(100);
      await Promise.all(this.customers.map((customer) => this.drain(customer)));
    }
  }

  private async drain(customer: RunningWorker): Promise<void> {
    const events = await customer.call<HistoryEvent[]>('drain').catch((error) => {
      if (error.code !== 'WORKER_GONE' || !this.killed.has(customer)) throw error;
      return [];
    });
    for (const event of events) {
      this.events.push(event);
      if (event.kind === 'read' && event.counts.includes('hit')) this.seen.hits += 1;
      if (event.kind === 'write') this.seen.writes += 1;
    }
  }

  private async fault(): Promise<void> {
    const { faults = /./ } = this.options;
    const chosen = this.chance.of(
      [...this.processFaults(), ...this.place.faults].filter(({ what }) => faults.test(what)),
    );
    let start = now();
    await chosen.run(this.chance, () => {
      start = now();
    });
    const event: FaultEvent = { kind: 'fault', what: chosen.what, loses: chosen.loses, start, end: now() };
    this.events.push(event);
  }

  private processFaults(): readonly CacheFault[] {
    const any = (chance: Chance) => chance.upTo(this.customers.length) - 1;
    return [
      {
        what: 'process killed',
        loses: 'nothing',
        run: async (chance) => {
          const index = any(chance);
          const killed = this.customers[index]!;
          this.killed.add(killed);
          await killed.kill();
          this.customers[index] = await this.startCustomer(index);
          await this.customers[index]!.call('begin');
        },
      },
      {
        what: 'process frozen',
        loses: 'nothing',
        run: async (chance) => {
          const customer = this.customers[any(chance)]!;
          customer.freeze();
          await pause(chance.upTo(800));
          customer.thaw();
        },
      },
      {
        what: 'schema changed',
        loses: 'nothing',
        run: async (chance) => {
          const customer = this.customers[any(chance)]!;
          await customer.call('change', this.nextChange(chance)).catch(() => undefined);
        },
      },
      {
        what: 'connections to PostgreSQL ended',
        loses: 'nothing',
        run: async (chance) => {
          const every = chance.upTo(3);
          await this.postgres.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE application_name LIKE 'history %' AND pid % ${every} = 0`,
          );
        },
      },
    ];
  }

  private nextChange(chance: Chance): string {
    if (chance.upTo(2) === 1) {
      this.columns += 1;
      return `ALTER TABLE parents ADD COLUMN extra_${this.columns} int`;
    }
    this.trigger = !this.trigger;
    return this.trigger
      ? 'CREATE TRIGGER touch AFTER UPDATE ON parents FOR EACH ROW EXECUTE FUNCTION touch_group()'
      : 'DROP TRIGGER touch ON parents';
  }
}

/** What a person needs to see of a violation. */
export function excerpt({ events, timeline }: Outcome, violation: Violation): string {
  const { read, floor, matches, missed, clause } = violation;
  const zero = read.start;
  const time = (at: number) => `${(at - zero).toFixed(1)} ms`;
  const lines = [`${clause}: ${JSON.stringify(read)}`, `floor ${floor.k}: ${JSON.stringify(floor.because)}`];
  if (matches !== undefined)
    lines.push(`the answer is that of commit ${matches}, ${time(timeline.commits[matches]?.at ?? 0)}`);
  if (missed !== undefined) {
    const commit = timeline.commits[missed]!;
    lines.push(`it misses commit ${missed}, ${time(commit.at)}: ${JSON.stringify(commit.changes)}`);
    const ops = new Set(commit.changes.map(({ row }) => row?.['v']));
    lines.push(...events.filter((e) => e.kind === 'write' && ops.has(e.op)).map((event) => JSON.stringify(event)));
  }
  const near = events.filter((event) => {
    if (event.start > read.end || event.end < read.start - 1_500) return false;
    if (event.kind === 'read') return event.query === read.query && `${event.args}` === `${read.args}`;
    return event.kind !== 'write';
  });
  const told = near.map((event) => {
    const what =
      event.kind === 'read' ? `${event.how} ${event.counts} ${JSON.stringify(event.rows)}` : JSON.stringify(event);
    return `${time(event.start)} to ${time(event.end)} ${event.kind} ${event.kind === 'fault' ? '' : event.who} ${what}`;
  });
  return [...lines, ...told.slice(-40)].join('\n');
}
