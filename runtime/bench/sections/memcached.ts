import { type RunningMemcached, startMemcached } from '../../test/servers/memcached';
import type { Arena } from '../arena';
import { ClientProcess } from '../memcached/client-process';
import { CLIENTS, OURS } from '../memcached/clients';
import { type Driven, KEYS, keyOf, type Load } from '../memcached/load';
import type { Readings } from '../memcached/node-death';
import { count, type Figure, type Findings, ms, ratio, type Table } from '../report';
import { median, type Spread, spread } from '../statistics';

const SLICE_MS = 300;
const CAP_MS = 5000;
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
          for (const seat of round % 2 === 0 ? seats : [...seats].reverse()) {
            // Where the clients place a key they do not agree, and each sets its own values.
            const result = await slice(seat, { ...cell, ms: SLICE_MS * effort });
            if (round > 0) driven.get(cell)!.get(seat.name)!.push(result);
          }
        }
      }
    } finally {
      await Promise.all(seats.map((seat) => seat.end()));
    }
  }
  return speedFindings(driven);
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
    title: 'Memcached: commands per second, and p99',
    note: 'The same runs: per second, of a multi-get its keys, and the p99 in microseconds.',
    columns: ['client', ...CELLS.map(({ name }) => name)],
    rows: Object.keys(CLIENTS).map((name) => [
      name,
      ...CELLS.map((cell) => {
        const all = driven.get(cell)!.get(name)!;
        return `${count(median(all.map(({ perSecond }) => perSecond)))} / ${count(median(all.map(({ p99 }) => p99)))}`;
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

type How = 'killed' | 'frozen';

interface Death {
  readonly before: Readings;
  readonly during: Readings;
  /** Milliseconds. */
  readonly back: number | undefined;
}

async function nodeDeath(arena: Arena, servers: readonly RunningMemcached[], how: How): Promise<Findings> {
  const found = new Map<string, Death[]>(Object.keys(CLIENTS).map((name) => [name, []]));
  for (let round = 0; round < Math.ceil(arena.rounds / 2); round += 1) {
    for (const name of Object.keys(CLIENTS)) found.get(name)!.push(await oneDeath(name, servers, how, arena.effort));
  }
  const row = (name: string): readonly string[] => {
    const deaths = found.get(name)!;
    const of = (read: (death: Death) => number) => median(deaths.map(read));
    const percent = (share: number) => `${(100 * share).toFixed(share > 0 && share < 0.01 ? 2 : 0)} %`;
    const backs = deaths.map(({ back }) => back ?? Number.POSITIVE_INFINITY);
    const back = median(backs);
    return [
      name,
      percent(of(({ during }) => during.ofNode.failed)),
      percent(of(({ during }) => during.ofNode.missed)),
      [ms(of(({ during }) => during.ofNode.p50)), ms(of(({ during }) => during.ofNode.most))].join(' / '),
      percent(of(({ during }) => during.ofOthers.failed)),
      percent(of(({ during, before }) => during.ofOthers.perSecond / before.ofOthers.perSecond)),
      [ms(of(({ before }) => before.ofOthers.p99)), ms(of(({ during }) => during.ofOthers.p99))].join(' → '),
      Number.isFinite(back) ? ms(back) : `> ${count(CAP_MS)}`,
    ];
  };
  const throughput = (name: string) => median(found.get(name)!.map(({ during }) => during.ofOthers.perSecond));
  const others = Object.keys(CLIENTS).filter((name) => name !== OURS);
  const best = others.reduce((most, name) => (throughput(name) > throughput(most) ? name : most));
  const lead = throughput(OURS) / throughput(best);
  const slowest = median(found.get(OURS)!.map(({ during }) => during.ofNode.most));
  return {
    tables: [
      {
        title: `Memcached: one of four nodes is ${how}`,
        note:
          '50 readers of random keys, each with its next read after its last, for two seconds from the moment that the ' +
          `node is ${how === 'killed' ? 'gone (SIGKILL), and its port refuses' : 'stopped (SIGSTOP): connections stay open, and nothing answers'}. ` +
          'Milliseconds; a read that still waited at the end has waited for so long. Throughput of the keys of the other ' +
          'nodes is that of the second before. `back`: from the moment that the node is there again until a key of it is ' +
          'written and read.',
        columns: [
          'client',
          'its keys: failed',
          'missed',
          'wait: p50 / most',
          'other keys: failed',
          'throughput',
          'p99: before → then',
          'back',
        ],
        rows: Object.keys(CLIENTS).map(row),
      },
    ],
    figures: [
      {
        name: `Memcached, a node is ${how}: reads of other nodes' keys per second, to the next best client`,
        measured: `${lead.toFixed(2)} × (${best})`,
        aim: '> 1 ×',
        met: lead > 1,
      },
      {
        name: `Memcached, a node is ${how}: the longest wait for one of its keys, cache-tier`,
        measured: `${ms(slowest)} ms`,
        aim: '≤ 550 ms, the deadline of a command',
        met: slowest <= 550,
      },
    ],
  };
}

async function oneDeath(name: string, servers: readonly RunningMemcached[], how: How, effort: number): Promise<Death> {
  for (const server of servers) await server.command('flush_all');
  const victim = servers[1]!;
  const client = await ClientProcess.start(name, servers.map(nameOf));
  try {
    await client.call('fill', {});
    const victims = await keysOn(victim);
    const read = { victims, concurrency: 50 };
    await client.call('readThrough', { ...read, ms: 500 * effort });
    const before = await client.call('readThrough', { ...read, ms: 1000 * effort });
    if (how === 'killed') await victim.kill();
    else victim.freeze();
    const during = await client.call('readThrough', { ...read, ms: 2000 * effort });
    if (how === 'killed') await victim.restart();
    else victim.thaw();
    return { before, during, back: await client.call('untilKept', { victims, capMs: CAP_MS }) };
  } finally {
    await client.end();
  }
}

/** Where the clients place a key they do not agree, so the node is asked. */
async function keysOn(server: RunningMemcached): Promise<readonly number[]> {
  const ids = Array.from({ length: KEYS }, (_, id) => id);
  const reply = await server.command(ids.map((id) => `mg ${keyOf(id)}`).join('\r\n'));
  const lines = reply.trimEnd().split('\r\n');
  return ids.filter((id) => lines[id]!.startsWith('HD'));
}
