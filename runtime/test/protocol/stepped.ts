import type { Loaded, ReadRequest } from '../../lib/protocol/request';
import type { Announcement } from '../../lib/protocol/writer';
import type { Hook } from './hooked-driver';
import { NAMES, type Process } from './lab';

let tables = 0;

/** Tables of one row each, whose value grows with each write, and the promise as it stands after all that was seen. */
export class Database {
  public readonly values: number[];
  /** What a read that starts now has to see, by table. */
  public readonly floors: number[];
  public readonly log: string[] = [];
  private readonly names: readonly string[];

  public constructor(count: number) {
    this.names = Array.from({ length: count }, () => `public.t${tables++}`);
    this.values = this.names.map(() => 0);
    this.floors = this.names.map(() => 0);
  }

  public keys(of: readonly number[]): string[] {
    return of.map((table) => NAMES.version(this.names[table]!));
  }

  /** A query over some tables: its answer is one committed state of them. */
  public query(of: readonly number[], holdsConnection = false): ReadRequest<readonly number[]> {
    const tags = [NAMES.database, ...this.keys(of)];
    const load = async (): Promise<Loaded<readonly number[]>> => {
      const value = of.map((table) => this.values[table]!);
      return { value, payload: () => Buffer.from(JSON.stringify(value)), empty: false };
    };
    return {
      key: NAMES.entry(this.keys(of).join()),
      fingerprint: '',
      tags: { found: tags, empty: tags },
      lifetime: { ttl: 60_000 },
      holdsConnection,
      decode: (payload) => JSON.parse(payload.toString()),
      load,
    };
  }

  /** Somebody reads around the cache: what is committed has been seen. */
  public look(): void {
    this.log.push(`somebody sees ${this.values} in the database`);
    for (const [table, value] of this.values.entries()) this.floors[table] = value;
  }

  /** Checks an answer against the promise as it stood when its read began. */
  public saw(of: readonly number[], value: readonly number[], floors: readonly number[]): void {
    for (const [place, table] of of.entries()) {
      if (value[place]! < floors[table]!) {
        throw new Error(`${value[place]} after ${floors[table]} of table ${table}:\n${this.log.join('\n')}`);
      }
      this.floors[table] = Math.max(this.floors[table]!, value[place]!);
    }
  }
}

/** One read at a time in one process, that goes on only when it is told to: it stops at its stamp, load and store. */
export class SteppedReader {
  private release: (() => void) | undefined;
  private arrived: () => void = () => undefined;
  private reading: Promise<void> | undefined;
  private stamped = true;

  public constructor(
    private readonly process: Process,
    private readonly name: string,
  ) {
    const hook: Hook = async (call, send) => {
      if (call.name === 'set') await this.stop('store');
      else if (call.name === 'read' && !this.stamped) {
        this.stamped = true;
        await this.stop('stamp');
      }
      return send();
    };
    process.hooks.hook = hook;
  }

  public get idle(): boolean {
    return this.reading === undefined;
  }

  /** Begins a read; it stops before its first command. */
  public begin(
    database: Database,
    of: readonly number[],
    change: Partial<ReadRequest<readonly number[]>> = {},
  ): Promise<void> {
    const floors = [...database.floors];
    const query = database.query(of);
    const load = async () => {
      await this.stop('load');
      return query.load();
    };
    this.stamped = false;
    database.log.push(`${this.name} begins ${of} at ${floors}`);
    return this.until(() => {
      this.reading = this.process.protocol.reader
        .read({ ...query, load, ...change })
        .then(({ value, source }) => {
          database.log.push(`${this.name} got ${value} by ${source}`);
          database.saw(of, value, floors);
        })
        .then(() => this.process.protocol.reader.settled())
        .finally(() => {
          this.reading = undefined;
        });
    });
  }

  /** Goes on to the next stop, to the end, or until it waits for another process. */
  public async step(): Promise<void> {
    if (this.release) await this.until(this.release);
  }

  /** Goes on to the end. */
  public async finish(): Promise<void> {
    while (this.reading) {
      this.release?.();
      this.release = undefined;
      await new Promise(setImmediate);
    }
  }

  private async until(go: () => void): Promise<void> {
    this.release = undefined;
    const arrived = new Promise<void>((resolve) => {
      this.arrived = resolve;
    });
    go();
    await Promise.race([arrived, this.reading, this.waits()]);
  }

  /** Resolves when nothing is on its way for a while: then it waits for somebody else. */
  private async waits(): Promise<void> {
    for (let rounds = 0; rounds < 20 && this.reading && !this.release; rounds += 1) {
      await new Promise(setImmediate);
      if (this.process.hooks.outstanding > 0) rounds = 0;
    }
  }

  private stop(_at: string): Promise<void> {
    return new Promise((resolve) => {
      this.release = resolve;
      this.arrived();
    });
  }
}

/** One write at a time: announced, committed, settled. */
export class SteppedWriter {
  private written: { of: readonly number[]; announcement?: Announcement; values?: readonly number[] } | undefined;

  public constructor(
    private readonly process: Process,
    private readonly name: string,
  ) {}

  public get idle(): boolean {
    return this.written === undefined;
  }

  public begin(of: readonly number[]): void {
    this.written = { of };
  }

  /** Goes on by one step. */
  public async step(database: Database): Promise<void> {
    const { written } = this;
    if (!written) return;
    const { of } = written;
    if (!written.announcement) {
      database.log.push(`${this.name} announces ${of}`);
      written.announcement = await this.process.protocol.writer.announce(database.keys(of));
      if (!written.announcement.acknowledged) throw new Error('the cache did not acknowledge a write');
    } else if (!written.values) {
      for (const table of of) database.values[table]! += 1;
      written.values = of.map((table) => database.values[table]!);
      database.log.push(`${this.name} commits ${written.values} to ${of}`);
    } else {
      await written.announcement.settle();
      database.log.push(`${this.name} settles ${of}`);
      this.written = undefined;
      // One whose end was lost is not promised yet.
      if (this.process.protocol.pendingInvalidations > 0) return;
      for (const [place, table] of of.entries()) {
        database.floors[table] = Math.max(database.floors[table]!, written.values[place]!);
      }
    }
  }
}
