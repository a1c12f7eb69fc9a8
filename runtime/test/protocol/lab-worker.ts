import { setTimeout as pause } from 'node:timers/promises';
import Redis from 'ioredis';
import type { ProtocolOptions } from '../../lib/protocol/protocol';
import type { Announcement } from '../../lib/protocol/writer';
import { serveWorker } from '../servers/processes';
import { Gate } from './hooked-driver';
import { answer, NAMES, type Place, readOf, startProcess } from './lab';

interface WorkerData {
  readonly place: Place;
  /** Where the rows are: any server that is not the cache under test. */
  readonly databasePort: number;
  readonly options?: Partial<ProtocolOptions>;
  /** Milliseconds by which the clock of this host is wrong. */
  readonly skewMs?: number;
}

/** A process of an application: rows are numbers in a database that all processes use, which counts its loads. */
serveWorker(async ({ place, databasePort, options, skewMs = 0 }: WorkerData) => {
  const { now } = Date;
  Date.now = () => now() + skewMs;
  const rejections: string[] = [];
  process.on('unhandledRejection', (reason) => rejections.push(`${reason}`));
  const { protocol, metrics } = await startProcess(place, options);
  const database = new Redis({ port: databasePort, host: '127.0.0.1' });
  let held: Gate | undefined;
  let reading: Promise<unknown> | undefined;
  let announcement: Announcement | undefined;

  const request = (row: string, loadMs: number, gate?: Gate) => {
    const tags = [NAMES.database, NAMES.version('public.rows')];
    const load = async () => {
      const [, value] = await Promise.all([database.incr(`loads:${row}`), database.get(`row:${row}`)]);
      if (loadMs > 0) await pause(loadMs);
      await gate?.pass();
      return answer(Number(value));
    };
    return readOf({ load }, { key: NAMES.entry(row), tags: { found: tags, empty: tags } });
  };
  const keys = [NAMES.version('public.rows')];
  return {
    read: (row: string) => protocol.reader.read(request(row, 0)),
    /** What many callers at once get. */
    readMany: async (rows: readonly string[], callers: number, loadMs: number) => {
      const reads = rows.flatMap((row) =>
        Array.from({ length: callers }, () => protocol.reader.read(request(row, loadMs))),
      );
      return [...new Set((await Promise.all(reads)).map(({ value }) => value))];
    },
    /** Resolves when the load has its answer, which it keeps. */
    holdLoad: async (row: string) => {
      held = new Gate();
      reading = protocol.reader.read(request(row, 0, held));
      reading.catch(() => undefined);
      await held.reached;
    },
    releaseLoad: async () => {
      held?.open();
      const result = await reading;
      await protocol.reader.settled();
      return result;
    },
    announce: async () => {
      announcement = await protocol.writer.announce(keys);
      return announcement.acknowledged;
    },
    settle: () => announcement?.settle(),
    write: async (row: string, value: number) => {
      const write = await protocol.writer.announce(keys);
      await database.set(`row:${row}`, value);
      await write.settle();
    },
    settled: () => protocol.reader.settled(),
    count: (metric: string, reason?: string) => metrics.total(metric as never, reason),
    states: () => Object.values(protocol.cache.states()),
    rejections: () => rejections,
  };
});
