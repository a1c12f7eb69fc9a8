/** `npm run demo`: one application, without and with the one changed line. `--seconds 10` for a short one. */
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { countSentQueries } from '../bench/sent-queries';
import { CacheTier, type MetricsSnapshot } from '../lib/index';
import { type Application, application } from './application';
import { Customers, type Window } from './customers';
import { Screen } from './screen';
import { type Stage, setStage } from './stage';

/** What is cached: the tables that the pages read. */
const RULES = [{ tables: ['products', 'categories', 'product_ratings', 'inventory', 'reviews'], ttl: '10m' }] as const;
const HEAD = ['', 'pages/s', 'p50 ms', 'p99 ms', 'queries in PostgreSQL/s', 'from the cache', 'failed'];
const SCALE = 0.1;
const WRITES = 50;

const screen = new Screen();

/** What runs, to be ended in the reverse order whatever happens. */
const ends: (() => Promise<unknown>)[] = [];

async function demo(seconds: number): Promise<void> {
  screen.say(`Starting PostgreSQL and a cache on this machine, and loading the shop.`);
  const stage = await setStage(SCALE);
  ends.push(() => stage.close());
  const options = { ...stage.postgres.config(stage.database), max: 10 };
  const rows: string[][] = [];

  screen.say(`\n${screen.strong('const db = new Pool(options);')}`);
  const plain = new Pool(options);
  const sentPlain = countSentQueries(plain);
  ends.push(() => plain.end());
  await act('without the cache', { stage, rows, ms: seconds * 250, shop: application(plain), sent: sentPlain });

  screen.say(`\n${screen.strong('const db = tier.wrap(new Pool(options), { rules });')}    the same application`);
  const tier = CacheTier.fromLink({ endpoint: '127.0.0.1', port: `${stage.cachePort}` });
  ends.push(() => tier.close());
  const wrapped = new Pool(options);
  const sent = countSentQueries(wrapped);
  ends.push(() => wrapped.end());
  const shop = application(tier.wrap(wrapped, { rules: RULES }));
  await tier.ready();
  // At its first query the wrapper reads the schema, once.
  await shop.productPage(1);
  await act('with the cache', { stage, rows, tier, ms: seconds * 250, shop, sent });

  await writes(shop);

  const customers = new Customers(shop, stage.counts);
  ends.push(customers.leave);
  screen.say(`\n${screen.strong('The cache is killed (SIGKILL), while customers go on.')}`);
  await stage.killCache();
  await act('the cache is dead', { stage, rows, tier, ms: seconds * 200, shop, sent, customers });
  screen.say(`\n${screen.strong('The cache is back, and empty.')}`);
  await stage.startCache();
  await act('the cache is back', { stage, rows, tier, ms: seconds * 200, shop, sent, customers });
  summary(rows);
}

interface Act {
  readonly stage: Stage;
  readonly rows: string[][];
  readonly ms: number;
  readonly shop: Application;
  /** How many queries were sent to PostgreSQL so far. */
  readonly sent: () => number;
  readonly tier?: CacheTier;
  /** Those who are there already. @default - new ones, who leave at the end */
  readonly customers?: Customers;
}

/** Lets customers browse for a while, and shows what they and the database meet. */
async function act(name: string, { stage, rows, ms, shop, sent, tier, customers: present }: Act): Promise<void> {
  const customers = present ?? new Customers(shop, stage.counts);
  if (!present) ends.push(customers.leave);
  const steps = Math.max(1, Math.round(ms / 1000));
  const row = [name];
  rows.push(row);
  const total = { answers: 0, failures: 0, seconds: 0, hits: 0, sent: 0 };
  customers.window();
  for (let step = 0; step < steps && ends.length > 0; step += 1) {
    const before = { sent: sent(), cache: tier?.metrics() };
    await new Promise((resolve) => setTimeout(resolve, ms / steps));
    const window = customers.window();
    const hits = counted(tier?.metrics(), 'hit', 'stale') - counted(before.cache, 'hit', 'stale');
    total.answers += window.answers;
    total.failures += window.failures;
    total.seconds += window.seconds;
    total.hits += hits;
    total.sent += sent() - before.sent;
    row.splice(1, row.length, ...cells(window, total, tier !== undefined));
    screen.table(HEAD, rows);
  }
  if (!present) await customers.leave();
}

function cells(
  { p50, p99 }: Window,
  total: { answers: number; failures: number; seconds: number; hits: number; sent: number },
  cached: boolean,
): string[] {
  const whole = (value: number) => Math.round(value).toLocaleString('en-GB');
  return [
    whole(total.answers / total.seconds),
    p50.toFixed(2),
    p99.toFixed(1),
    whole(total.sent / total.seconds),
    cached ? `${Math.round((100 * total.hits) / Math.max(1, total.answers))} %` : '-',
    `${total.failures}`,
  ];
}

/** Each write is followed at once by a read, which has to show it. */
async function writes(shop: Application): Promise<void> {
  screen.say(`\n${screen.strong('A write, and at once the page:')}`);
  let right = 0;
  for (let write = 1; write <= WRITES && ends.length > 0; write += 1) {
    const before = (await shop.productPage(1))?.price;
    const price = `${write}.49`;
    await shop.changePrice(1, price);
    const after = (await shop.productPage(1))?.price;
    if (after === price) right += 1;
    if (write === 1) screen.say(`the page says ${before}; UPDATE to ${price}; the page says ${after}`);
  }
  const text = `${right} of ${WRITES} pages right after their write`;
  screen.say(right === WRITES ? screen.good(text) : screen.bad(text));
}

function summary(rows: readonly (readonly string[])[]): void {
  const number = (row: readonly string[], column: number) => Number(row[column]!.replaceAll(',', ''));
  const [without, within] = rows as readonly [string[], string[]];
  const pages = number(within, 1) / number(without, 1);
  const perPage = (row: readonly string[]) => number(row, 4) / number(row, 1);
  const failed = rows.reduce((sum, row) => sum + number(row, 6), 0);
  screen.say(
    `\nOne changed line: ${pages.toFixed(1)} times the pages, ` +
      `${perPage(within).toFixed(3)} queries in PostgreSQL for each page instead of ${perPage(without).toFixed(2)}.`,
  );
  const text = `${failed} answers failed, before, while and after the cache was dead`;
  screen.say(failed === 0 ? screen.good(text) : screen.bad(text));
}

function counted(metrics: MetricsSnapshot | undefined, ...names: readonly string[]): number {
  return names.reduce((sum, name) => {
    const value = metrics?.[name];
    return sum + (typeof value === 'object' ? (value['total'] ?? 0) : (value ?? 0));
  }, 0);
}

async function end(): Promise<void> {
  const all = ends.splice(0).reverse();
  for (const one of all) await one();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '40' } } });
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new Error(`--seconds needs a number above 0, got '${values.seconds}'`);
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interrupted) return;
      interrupted = true;
      screen.say('\nEnding.');
      void end().finally(() => process.exit(130));
    });
  }
  try {
    await demo(seconds);
  } catch (error) {
    // What runs when everything is ended fails, as it should.
    if (!interrupted) throw error;
  } finally {
    if (!interrupted) await end();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
