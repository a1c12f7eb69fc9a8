import { connect, createServer, type Server, type Socket } from 'node:net';
import { Metric } from '../../lib/metrics/metrics';
import { type RunningReplicated, startReplicated } from '../servers/redis-replica';
import { down, makeProcess, type Process, ROW_ENTRY, ROW_KEYS, Row, readOf, startProcess, up } from './lab';

/** The primary endpoint of a cache: it leads to whoever is the primary. */
class Endpoint {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  public constructor(private target: number) {
    this.server = createServer((client) => {
      const upstream = connect({ port: this.target, host: '127.0.0.1' });
      for (const socket of [client, upstream]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.drop());
      }
      client.pipe(upstream).pipe(client);
    });
  }

  public async open(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as { port: number }).port;
  }

  public moveTo(target: number): void {
    this.target = target;
    this.drop();
  }

  public close(): void {
    this.server.close();
    this.drop();
  }

  private drop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }
}

let replicated: RunningReplicated;
let endpoint: Endpoint;
let place: { host: string; port: number };
const processes: Process[] = [];
const start = async () => {
  const process = await startProcess(place);
  processes.push(process);
  return process;
};

beforeEach(async () => {
  replicated = await startReplicated();
  endpoint = new Endpoint(replicated.primary.port);
  place = { host: '127.0.0.1', port: await endpoint.open() };
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.close()));
  endpoint.close();
  await replicated.stop();
});

test('R12: a failover that loses an acknowledged invalidation serves nothing from before it', async () => {
  const [one, two] = [await start(), await start()];
  const row = new Row();
  await one.protocol.reader.read(readOf(row));
  await one.protocol.reader.settled();
  await replicated.caughtUp();
  replicated.disconnectReplica();
  const write = await two.protocol.writer.announce(ROW_KEYS);
  row.value = 1;
  await write.settle();
  expect(two.metrics.total(Metric.UNACKNOWLEDGED)).toBe(0);

  await replicated.promote();
  // What the new primary holds is what an unguarded reader would give.
  expect(`${await replicated.primary.command('GET', ROW_KEYS[0]!)}`).not.toMatch(/^!/);
  expect(await replicated.primary.command('EXISTS', ROW_ENTRY)).toBe(1);
  endpoint.moveTo(replicated.primary.port);
  await Promise.all([one, two].map(({ driver }) => down(driver).then(() => up(driver))));
  for (const process of [one, two, await start()]) {
    expect((await process.protocol.reader.read(readOf(row))).value).toBe(1);
    await process.protocol.reader.settled();
  }
  expect(await one.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'hit' });
});

test('R12: a load that began before a failover is stored under stamps that nobody has any more', async () => {
  const one = await start();
  const row = new Row();
  await one.protocol.reader.read(readOf(row));
  await one.protocol.reader.settled();
  await one.protocol.writer.drop(ROW_KEYS);
  await replicated.caughtUp();
  const load = async () => {
    const loaded = await row.load();
    await replicated.promote();
    endpoint.moveTo(replicated.primary.port);
    await down(one.driver);
    await up(one.driver);
    // Lost with the old primary: the new one has never heard of this write.
    row.value = 1;
    return loaded;
  };
  expect((await one.protocol.reader.read(readOf({ load }))).value).toBe(0);
  await one.protocol.reader.settled();
  expect((await one.protocol.reader.read(readOf(row))).value).toBe(1);
});

test('L2: a replica gives neither stamps nor hits, even if it is taken for the primary', async () => {
  const one = await start();
  const row = new Row();
  await one.protocol.reader.read(readOf(row));
  await one.protocol.reader.settled();
  await replicated.caughtUp();
  const misled = makeProcess({ host: '127.0.0.1', port: replicated.replica.port });
  processes.push(misled);
  row.value = 1;
  for (let round = 0; round < 20; round += 1) {
    expect(await misled.protocol.reader.read(readOf(row))).toEqual({ value: 1, source: 'load' });
  }
  expect(misled.hooks.calls.filter(({ name }) => name === 'read')).toEqual([]);
});

test('L2: every stamp comes from the primary: the replica is asked for no key at all', async () => {
  const [one, two] = [await start(), await start()];
  await replicated.replica.command('CONFIG', 'RESETSTAT');
  const row = new Row();
  for (let round = 0; round < 10; round += 1) {
    await one.protocol.reader.read(readOf(row));
    await two.protocol.writer.drop(ROW_KEYS);
  }
  const stats = `${await replicated.replica.command('INFO', 'commandstats')}`;
  expect(stats).not.toMatch(/cmdstat_(mget|get|evalsha|eval):.*calls=[1-9].*/i);
});
