import type { Arena } from '../arena';
import { CACHES, CONTENDERS, OURS, PLAIN, TAGGED } from '../contenders/contenders';
import { count, type Figure, type Findings, ratio, type Table } from '../report';
import { median, spread } from '../statistics';
import type { Drive, Driven } from '../tasks/hits';
import { WorkerProcess } from '../worker-process';

const CONCURRENCIES = [1, 4, 50] as const;
const SLICE_MS = 350;

interface Seat {
  readonly name: string;
  readonly tagged: boolean;
  readonly worker: WorkerProcess;
  readonly driven: Map<number, Driven[]>;
}

/** Hits on random keys, untagged and with two tags, in the clear and by TLS. */
export async function hits(arena: Arena): Promise<Findings> {
  const findings = [await overTransport(arena, false), await overTransport(arena, true)];
  return {
    tables: findings.flatMap(({ tables }) => tables),
    figures: findings.flatMap(({ figures }) => figures),
  };
}

async function overTransport(arena: Arena, tls: boolean): Promise<Findings> {
  const untagged = tls ? CACHES : Object.keys(CONTENDERS);
  const seats = [
    ...(await Promise.all(untagged.map((name) => seat(arena, name, tls, false)))),
    ...(await Promise.all(TAGGED.map((name) => seat(arena, name, tls, true)))),
  ];
  try {
    for (const { worker, tagged } of seats) await worker.call('fill', { tagged });
    // An application is warm after its first seconds, whoever caches for it.
    for (const { worker, tagged } of seats) {
      await worker.call('drive', { concurrency: 50, ms: 1500 * arena.effort, tagged });
    }
    // The first round is not counted.
    for (let round = 0; round <= arena.rounds; round += 1) {
      const order = round % 2 === 0 ? seats : [...seats].reverse();
      for (const concurrency of CONCURRENCIES) {
        for (const { worker, tagged, driven } of order) {
          const result = await slice(worker, { concurrency, ms: SLICE_MS * arena.effort, tagged });
          if (round > 0) driven.set(concurrency, [...(driven.get(concurrency) ?? []), result]);
        }
      }
    }
  } finally {
    await Promise.all(seats.map(({ worker }) => worker.end()));
  }
  return summary(seats, tls);
}

/** A stall of the machine makes reads late, and then they are no hits: such a slice is measured again. */
async function slice(worker: WorkerProcess, what: Drive): Promise<Driven> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const result = await worker.call('drive', what);
    if (result.missed === 0) return result;
    await worker.call('fill', what);
  }
  throw new Error(`${worker.name}: reads that should have been hits were none, five times`);
}

async function seat(arena: Arena, name: string, tls: boolean, tagged: boolean): Promise<Seat> {
  return { name, tagged, worker: await WorkerProcess.start(name, arena, { tls, tagged }), driven: new Map() };
}

function summary(seats: readonly Seat[], tls: boolean): Findings {
  const transport = tls ? 'TLS' : 'TCP';
  const plain = seats.find(({ name, tagged }) => name === PLAIN && !tagged)!;
  const ratios = ({ driven }: Seat, concurrency: number) =>
    spread(
      driven.get(concurrency)!.map((own, round) => own.perSecond / plain.driven.get(concurrency)![round]!.perSecond),
    );
  const table = (tagged: boolean): Table => ({
    title: `Hits ${tagged ? 'with two tags' : 'without tags'}, ${transport}`,
    note:
      'Ratios to plain ioredis with GET and JSON.parse in the same round, and microseconds; 1,000 random keys, about ' +
      `1 KiB each, all hits, one process and one connection each.${tagged ? ' Plain ioredis has no tags.' : ''}`,
    columns: ['contender', ...CONCURRENCIES.flatMap((n) => [`${n} at once`, 'per second', 'p50 / p99 µs'])],
    rows: seats
      .filter((one) => one.tagged === tagged || one === plain)
      .map((one) => [
        one.name,
        ...CONCURRENCIES.flatMap((concurrency) => {
          const all = one.driven.get(concurrency)!;
          const of = (key: keyof Driven) => count(median(all.map((result) => result[key])));
          return [ratio(ratios(one, concurrency)), of('perSecond'), `${of('p50')} / ${of('p99')}`];
        }),
      ]),
  });
  const figure = (tagged: boolean, aim: number): Figure[] =>
    CONCURRENCIES.map((concurrency) => {
      const own = ratios(seats.find((one) => one.name === OURS && one.tagged === tagged)!, concurrency);
      return {
        name: `hits ${tagged ? 'with two tags' : 'without tags'}, ${transport}, ${concurrency} at once, to plain ioredis`,
        measured: `${ratio(own)} ×`,
        // The aim is meant for the load that the earlier measurements had.
        ...(concurrency === 50 ? { aim: `≥ ${aim} ×`, met: own.median >= aim } : {}),
      };
    });
  const tagged = seats.filter((one) => one.tagged);
  const best = (concurrency: number) =>
    Math.max(...tagged.filter(({ name }) => name !== OURS).map((one) => ratios(one, concurrency).median));
  const ours = tagged.find(({ name }) => name === OURS)!;
  const leads = CONCURRENCIES.map((concurrency) => ratios(ours, concurrency).median / best(concurrency));
  return {
    tables: [table(false), table(true)],
    figures: [
      ...figure(false, tls ? 1 : 1.7),
      ...figure(true, tls ? 0.7 : 1.2),
      {
        name: `hits with two tags, ${transport}, to the best library with tags, at ${CONCURRENCIES.join(', ')} at once`,
        measured: leads.map((lead) => `${lead.toFixed(2)} ×`).join(', '),
        aim: '> 1 ×',
        met: leads.every((lead) => lead > 1),
      },
    ],
  };
}
