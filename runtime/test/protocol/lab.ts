import { startServer } from '../../../test/servers/redis-server';
import { clusterSlot } from '../../lib/drivers/cluster-slot';
import type { CacheDriver } from '../../lib/drivers/driver';
import { ioredisDriver } from '../../lib/drivers/ioredis-driver';
import { Metrics } from '../../lib/metrics/metrics';
import { Names } from '../../lib/protocol/names';
import { PROTOCOL_DEFAULTS, Protocol, type ProtocolOptions } from '../../lib/protocol/protocol';
import type { Loaded, ReadRequest } from '../../lib/protocol/request';
import { startCluster } from '../servers/redis-cluster';
import { type Hooks, hooked } from './hooked-driver';
import { driverOf, startMemcachedLab } from './memcached-lab';

/** One application process, as far as the protocol knows it. */
export interface Process {
  readonly protocol: Protocol;
  readonly driver: CacheDriver;
  readonly hooks: Hooks;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** Where processes find the cache. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly clusterMode?: boolean;
  /** The nodes of Memcached, as `host:port`. @default - it is none */
  readonly nodes?: readonly string[];
}

/** A cache that tests run on. */
export interface Lab extends Place {
  /** Sends a command to the server that owns a key. */
  command(key: string, ...args: string[]): Promise<unknown>;
  /** Sends a command to all servers. */
  everywhere(...args: string[]): Promise<readonly unknown[]>;
  stop(): Promise<void>;
}

export const NAMES = new Names('lab', 'a key for tests', 'app:');

const SHARDS = 3;
const shardOf = (key: string) => Math.floor((clusterSlot(key) * SHARDS) / 16_384);

/** A table whose version key lies in another shard than that of the database. */
export const TABLE = firstWith(
  (n) => `public.t${n}`,
  (name) => shardOf(NAMES.version(name)) !== shardOf(NAMES.database),
);
export const ROW_KEYS = [NAMES.version(TABLE)];
/** An entry in the third shard: a read of it asks all three. */
const ROW = firstWith(
  (n) => `row ${n}`,
  (name) => new Set([NAMES.entry(name), NAMES.database, ...ROW_KEYS].map(shardOf)).size === SHARDS,
);
export const ROW_ENTRY = NAMES.entry(ROW);

function firstWith(name: (n: number) => string, fits: (name: string) => boolean): string {
  for (let n = 0; ; n += 1) if (fits(name(n))) return name(n);
}

/** A database of one row. */
export class Row {
  public value = 0;
  public loads = 0;

  public load = async (): Promise<Loaded<number>> => {
    this.loads += 1;
    return answer(this.value);
  };
}

export function answer(value: number): Loaded<number> {
  return { value, payload: () => Buffer.from(`${value}`), empty: false };
}

/** A read of the row by a tag. */
export function readOf(row: Pick<Row, 'load'>, change: Partial<ReadRequest<number>> = {}): ReadRequest<number> {
  const tags = [NAMES.database, ...ROW_KEYS];
  return {
    key: ROW_ENTRY,
    fingerprint: 'f',
    tags: { found: tags, empty: tags },
    lifetime: { ttl: 60_000 },
    holdsConnection: false,
    decode: (payload) => Number(payload.toString()),
    load: row.load,
    ...change,
  };
}

/** Deadlines are long, so that a busy machine is not taken for a frozen cache; tests of deadlines set their own. */
const OPTIONS: ProtocolOptions = { ...PROTOCOL_DEFAULTS, earlyFactor: 0, deadlineMs: 2_000, writeDeadlineMs: 2_000 };

/** A process, connected to its cache. */
export async function startProcess(place: Place, options: Partial<ProtocolOptions> = {}): Promise<Process> {
  const process = makeProcess(place, options);
  await up(process.driver, place.nodes?.length ?? (place.clusterMode ? SHARDS : 1));
  return process;
}

/** A process that may not be connected yet. */
export function makeProcess(place: Place, options: Partial<ProtocolOptions> = {}): Process {
  return processOf(place.nodes ? driverOf(place.nodes) : redisDriver(place), options);
}

function redisDriver({ host, port, clusterMode = false }: Place): CacheDriver {
  return ioredisDriver({ host: clusterMode ? host : '127.0.0.1', port, clusterMode, reconnectMaxMs: 50 });
}

/** A process over a driver of its own. */
export function processOf(real: CacheDriver, options: Partial<ProtocolOptions> = {}): Process {
  const { driver, hooks } = hooked(real);
  const metrics = new Metrics();
  const protocol = new Protocol(driver, metrics, { ...OPTIONS, ...options });
  return { protocol, driver, hooks, metrics, close: () => protocol.close() };
}

/** Waits until so many servers can be used. */
export function up(driver: CacheDriver, count = 1): Promise<void> {
  return changed(driver, () => driver.servers().filter((server) => driver.isUp(server)).length >= count);
}

/** Waits until a server cannot be used. */
export function down(driver: CacheDriver): Promise<void> {
  return changed(driver, () => !driver.servers().some((server) => driver.isUp(server)));
}

function changed(driver: CacheDriver, done: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (done()) return resolve();
    const stop = driver.onChange(() => {
      if (!done()) return;
      stop();
      resolve();
    });
  });
}

/** Waits until a count has been made so often. */
export function counted(
  { metrics }: Pick<Process, 'metrics'>,
  metric: string,
  reason?: string,
  times = 1,
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => metrics.total(metric as never, reason) >= times;
    if (done()) return resolve();
    const stop = metrics.subscribe(() => {
      if (!done()) return;
      stop();
      resolve();
    });
  });
}

async function startSingle(args: readonly string[]): Promise<Lab> {
  const server = await startServer({ args });
  return {
    host: server.host,
    port: server.port,
    command: (_, ...command) => server.command(...command),
    everywhere: async (...command) => [await server.command(...command)],
    stop: () => server.stop(),
  };
}

async function startSharded(args: readonly string[]): Promise<Lab> {
  const cluster = await startCluster({ shards: SHARDS, tls: false, args });
  return {
    host: cluster.host,
    port: cluster.port,
    clusterMode: true,
    command: async (key, ...command) => (await cluster.slotOwner(key)).command(...command),
    everywhere: (...command) => cluster.everywhere(...command),
    stop: () => cluster.stop(),
  };
}

/** A lab as it is in a test, with processes that end with the test. */
export interface LabTest {
  readonly lab: Lab;
  start(options?: Partial<ProtocolOptions>): Promise<Process>;
}

/** Runs tests on a single server and on a cluster, where the keys of one read lie in three shards. */
export function inEachLab(define: (test: LabTest) => void, args: readonly string[] = []): void {
  describe('on a single server', () => inLab(() => startSingle(args), define));
  describe('on three shards', () => inLab(() => startSharded(args), define));
}

/** The same, and on Memcached, where the keys of one read lie on up to three nodes. */
export function inEveryLab(define: (test: LabTest) => void): void {
  inEachLab(define);
  onMemcached(define);
}

function onMemcached(define: (test: LabTest) => void): void {
  describe('on three nodes of Memcached', () => inLab(() => startMemcachedLab(), define));
}

export function onSingleServer(define: (test: LabTest) => void, args: readonly string[] = []): void {
  inLab(() => startSingle(args), define);
}

function inLab(startLab: () => Promise<Lab>, define: (test: LabTest) => void): void {
  let lab: Lab;
  const processes: Process[] = [];
  beforeAll(async () => {
    lab = await startLab();
  });
  afterAll(() => lab?.stop());
  beforeEach(() => lab.everywhere('FLUSHALL'));
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.close()));
  });
  define({
    get lab() {
      return lab;
    },
    start: async (options) => {
      const process = await startProcess(lab, options);
      processes.push(process);
      return process;
    },
  });
}

/** What would end a process of an application: tests expect none. */
export function watchRejections(): () => readonly unknown[] {
  const seen: unknown[] = [];
  const listener = (reason: unknown) => seen.push(reason);
  process.on('unhandledRejection', listener);
  return () => {
    process.off('unhandledRejection', listener);
    return seen;
  };
}
