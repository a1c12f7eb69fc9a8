import type { RunningMemcached } from '../../test/servers/memcached';
import type { Arena } from '../arena';
import { ClientProcess } from '../memcached/client-process';
import { CLIENTS, OURS } from '../memcached/clients';
import { KEYS, keyOf } from '../memcached/load';
import type { Readings } from '../memcached/node-death';
import { count, type Findings, ms } from '../report';
import { median } from '../statistics';

const CAP_MS = 5000;

type How = 'killed' | 'frozen';

interface Death {
  readonly before: Readings;
  readonly during: Readings;
  /** Milliseconds. */
  readonly back: number | undefined;
}

/** What readers meet when one of the nodes is gone, or does not answer. */
export async function nodeDeath(arena: Arena, servers: readonly RunningMemcached[], how: How): Promise<Findings> {
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
  const back = (name: string) => median(found.get(name)!.map((death) => death.back ?? Number.POSITIVE_INFINITY));
  const soonest = others.reduce((least, name) => (back(name) < back(least) ? name : least));
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
      {
        name: `Memcached, a node was ${how}: until a key of it is kept again, cache-tier, and the soonest client`,
        measured: `${ms(back(OURS))} ms, ${ms(back(soonest))} ms (${soonest})`,
        aim: 'the soonest',
        met: back(OURS) <= back(soonest),
      },
    ],
  };
}

async function oneDeath(name: string, servers: readonly RunningMemcached[], how: How, effort: number): Promise<Death> {
  for (const server of servers) await server.command('flush_all');
  const victim = servers[1]!;
  const client = await ClientProcess.start(
    name,
    servers.map(({ host, port }) => `${host}:${port}`),
  );
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
