import { type RunningMemcached, startMemcached } from '../../test/servers/memcached';
import type { Arena } from '../arena';
import { ClientProcess } from '../memcached/client-process';
import { CLIENTS, OURS } from '../memcached/clients';
import { type Driven, KEYS, type Load } from '../memcached/load';
import { count, type Figure, type Findings, ratio, type Table } from '../report';
import { median, type Spread, spread } from '../statistics';
import { nodeDeath } from './memcached-death';

const SLICE_MS = 300;
/** Threads as by default; a node of ElastiCache has as many as processors. */
const SERVER = { args: ['-m', '256', '-t', '4'] };

interface Cell {
  readonly name: string;
  readonly nodes: 1 | 4;
  readonly command: Load['command'];
  readonly concurrency: number;
}

const CELLS: readonly Cell[] = [
  ...(['get', 'set'] as const).flatMap((command) =>
    [1, 50, 1000].map((concurrency) => ({
      name: `${command}, ${count(concurrency)} at once`,
      nodes: 1 as const,
      command,
      concurrency,
    })),
  ),
  ...[1, 50].map((concurrency) => ({
    name: `100 keys over 4 nodes, ${concurrency} at once`,
    nodes: 4 as const,
    command: 'getMany' as const,
    concurrency,
  })),
];

/** Our client of Memcached beside those of others: how fast, and what happens when a node dies. */
export async function memcached(arena: Arena): Promise<Findings> {
  const servers = await Promise.all(Array.from({ length: 4 }, () => startMemcached(SERVER)));
  try {
    const speed = await speeds(arena, servers);
    const killed = await nodeDeath(arena, servers, 'killed');
    const frozen = await nodeDeath(arena, servers, 'frozen');
    return {
      tables: [speed, killed, frozen].flatMap(({ tables }) => tables),
      figures: [speed, killed, frozen].flatMap(({ figures }) => figures),
    };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

const nameOf = ({ host, port }: RunningMemcached) => `${host}:${port}`;

async function speeds({ rounds, effort }: Arena, servers: readonly RunningMemcached[]): Promise<Findings> {
  const driven = new Map<Cell, Map<string, Driven[]>>();
  for (const nodes of [1, 4] as const) {
    const names = servers.slice(0, nodes).map(nameOf);
    const seats = await Promise.all(Object.keys(CLIENTS).map((name) => ClientProcess.start(name, names)));
    const cells = CELLS.filter((cell) => cell.nodes === nodes);
    for (const cell of cells) driven.set(cell, new Map(seats.map(({ name }) => [name, []])));
    try {
      for (const seat of seats) {
        await seat.call('fill', {});
        for (const { command } of cells) await slice(seat, { command, concurrency: 50, ms: 700 * effort });
      }
      // The first round is not counted.
      for (let round = 0; round <= rounds; round += 1) {
        for (const cell of cells) {
          const turns = await takeTurns(cell, round % 2 === 0 ? seats : [...seats].reverse(), SLICE_MS * effort);
          for (const [name, results] of turns) if (round > 0) driven.get(cell)!.get(name)!.push(medianOf(results));
        }
      }
    } finally {
      await Promise.all(seats.map((seat) => seat.end()));
    }
  }
  return speedFindings(driven);
}

/** In short turns, so that all meet the same machine; the shorter, the more a command depends on it. */
async function takeTurns(
  cell: Cell,
  seats: readonly ClientProcess[],
  ms: number,
): Promise<ReadonlyMap<string, readonly Driven[]>> {
  const results = new Map(seats.map(({ name }) => [name, [] as Driven[]]));
  const turns = cell.concurrency === 1 ? 8 : 2;
  for (let turn = 0; turn < turns; turn += 1) {
    for (const seat of turn % 2 === 0 ? seats : [...seats].reverse()) {
      results.get(seat.name)!.push(await slice(seat, { ...cell, ms: ms / turns }));
    }
  }
  return results;
}

function medianOf(results: readonly Driven[]): Driven {
  const of = (key: keyof Driven) => median(results.map((result) => result[key]));
  return { missed: 0, perSecond: of('perSecond'), p50: of('p50'), p99: of('p99') };
}

/** A stall of the machine makes reads late, and then they may be no hits: such a slice is measured again. */
async function slice(seat: ClientProcess, load: Load): Promise<Driven> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const result = await seat.call('drive', load).catch(() => undefined);
    if (result?.missed === 0) return result;
    await seat.call('fill', {});
  }
  throw new Error(`${seat.name}: reads that should have been hits were none, five times`);
}

type Measured = ReadonlyMap<Cell, ReadonlyMap<string, readonly Driven[]>>;

function speedFindings(driven: Measured): Findings {
  const others = Object.keys(CLIENTS).filter((name) => name !== OURS);
  const lead = (cell: Cell, name: string): Spread => {
    const [own, other] = [driven.get(cell)!.get(OURS)!, driven.get(cell)!.get(name)!];
    return spread(own.map((one, round) => one.perSecond / other[round]!.perSecond));
  };
  const table: Table = {
    title: 'Memcached: commands',
    note:
      `How many times as many commands per second cache-tier did as each client, in the same rounds; ${count(KEYS)} random ` +
      'keys, texts of 1 KiB, every read a hit, each client in a process of its own with its own defaults: memcached has ' +
      'ten connections to each node, all others one, unless the name says more. memjs has no multi-get, and ' +
      'memcache-client does not shard: there the benchmark does it as an application would.',
    columns: ['command', 'cache-tier per second', 'p50 / p99 µs', ...others],
    rows: CELLS.map((cell) => {
      const own = driven.get(cell)!.get(OURS)!;
      const of = (key: keyof Driven) => count(median(own.map((one) => one[key])));
      return [
        cell.name,
        of('perSecond'),
        `${of('p50')} / ${of('p99')}`,
        ...others.map((name) => ratio(lead(cell, name))),
      ];
    }),
  };
  const absolute: Table = {
    title: 'Memcached: commands per second, p50 and p99',
    note: 'The same runs: per second, of a multi-get its keys; and p50 / p99 in microseconds.',
    columns: ['client', ...CELLS.map(({ name }) => name)],
    rows: Object.keys(CLIENTS).map((name) => [
      name,
      ...CELLS.map((cell) => {
        const all = driven.get(cell)!.get(name)!;
        const of = (key: keyof Driven) => count(median(all.map((one) => one[key])));
        return `${of('perSecond')}; ${of('p50')} / ${of('p99')}`;
      }),
    ]),
  };
  const figures = CELLS.map((cell): Figure => {
    const leads = others.map((name) => ({ name, lead: lead(cell, name) }));
    const closest = leads.reduce((least, one) => (one.lead.median < least.lead.median ? one : least));
    return {
      name: `Memcached, ${cell.name}: throughput, to the next best client`,
      measured: `${ratio(closest.lead)} × (${closest.name})`,
      aim: '> 1 ×',
      met: closest.lead.median > 1,
    };
  });
  return { tables: [table, absolute], figures };
}
