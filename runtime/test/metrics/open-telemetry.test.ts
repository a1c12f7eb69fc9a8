import { metrics as metricsApi, SpanStatusCode } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Metric, Metrics } from '../../lib/metrics/metrics';
import { exportMetrics } from '../../lib/metrics/open-telemetry';
import { PRODUCT, until, useTierLab } from '../tier/tier-lab';

jest.setTimeout(60_000);
const lab = useTierLab();

/** Exporters in memory, and an API of OpenTelemetry that writes to them. */
function telemetry() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meters = new MeterProvider({ readers: [reader] });
  const spans = new InMemorySpanExporter();
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  return {
    api: {
      metrics: { getMeter: (name: string) => meters.getMeter(name) },
      trace: { getTracer: (name: string) => tracers.getTracer(name) },
    },
    spans,
    /** The points of all instruments, by name: a value for each set of attributes. */
    points: async () => {
      exporter.reset();
      await meters.forceFlush();
      const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
      return Object.fromEntries(
        all.map(({ descriptor, dataPoints }) => [
          descriptor.name,
          dataPoints.map(({ value, attributes }) => [value, attributes] as const),
        ]),
      );
    },
    stop: async () => {
      await meters.shutdown();
      await tracers.shutdown();
    },
  };
}

test('counts go out as counters, with the reason as their only attribute', async () => {
  const { api, points, stop } = telemetry();
  const metrics = new Metrics();
  let looks = 0;
  const end = exportMetrics(metrics, api, {
    pendingInvalidations: () => {
      looks += 1;
      return 3;
    },
    servers: () => ({ 'a:1': 'up', 'b:2': 'open', 'c:3': 'down' }),
  });
  metrics.count(Metric.HIT);
  metrics.count(Metric.HIT);
  metrics.count(Metric.BYPASS, 'transaction');
  metrics.count(Metric.BYPASS, 'clock');
  metrics.count(Metric.BYPASS, 'clock');
  expect(await points()).toEqual({
    'cache_tier.hit': [[2, {}]],
    'cache_tier.bypass': [
      [1, { reason: 'transaction' }],
      [2, { reason: 'clock' }],
    ],
    'cache_tier.pending_invalidations': [[3, {}]],
    'cache_tier.server_up': [
      [1, { server: 'a:1', state: 'up' }],
      [0, { server: 'b:2', state: 'open' }],
      [0, { server: 'c:3', state: 'down' }],
    ],
  });
  end();
  metrics.count(Metric.HIT);
  // The SDK goes on to give what it knew last; nobody is asked again.
  const before = looks;
  expect((await points())['cache_tier.hit']).toEqual([[2, {}]]);
  expect([before, looks]).toEqual([1, 1]);
  await stop();
});

test('the API of OpenTelemetry itself is taken, with nothing set up behind it', async () => {
  const api = { metrics: metricsApi };
  const tier = lab.tier({ openTelemetry: api });
  expect(await tier.cacheAside.getOrSet('a', () => 1, { ttl: '5m' })).toBe(1);
});

test('each read is a span that says where its answer came from: hit, stale, load, shared', async () => {
  const { api, spans, stop } = telemetry();
  const tier = lab.tier({ openTelemetry: api, jitter: 0 });
  expect(await tier.ready(10_000)).toBe(true);
  const pool = lab.pool(tier);
  await pool.query(PRODUCT, [7]);
  await tier.settled();
  await pool.query(PRODUCT, [7]);
  const get = () =>
    tier.cacheAside.getOrSet('key', () => new Promise((resolve) => setTimeout(resolve, 20, 'value')), {
      ttl: 40,
      stale: '5m',
    });
  await Promise.all([get(), get()]);
  await tier.settled();
  await new Promise((resolve) => setTimeout(resolve, 60));
  await get();
  await tier.settled();
  const found = spans.getFinishedSpans();
  expect(new Set(found.map(({ name }) => name))).toEqual(new Set(['cache_tier.read']));
  const sources = found.map(({ attributes }) => attributes['cache_tier.source']);
  expect(sources.slice(0, 2)).toEqual(['load', 'hit']);
  expect(sources.slice(2).sort()).toEqual(['load', 'shared', 'stale']);
  // A query that nobody wants from the cache is no read of it.
  await pool.query('select now()');
  expect(spans.getFinishedSpans()).toHaveLength(5);
  await stop();
});

test('a span whose read fails says so, and not why: the message may hold a value', async () => {
  const { api, spans, stop } = telemetry();
  const tier = lab.tier({ openTelemetry: api });
  expect(await tier.ready(10_000)).toBe(true);
  const failure = new Error('no such person: 4711');
  await expect(tier.cacheAside.getOrSet('key', () => Promise.reject(failure), { ttl: '5m' })).rejects.toBe(failure);
  const [span] = spans.getFinishedSpans();
  expect(span!.status).toEqual({ code: SpanStatusCode.ERROR });
  expect(span!.events).toEqual([]);
  await stop();
});

test('P3: no parameter, key, tag, text or row is in a span, a count or a problem', async () => {
  const { api, spans, points, stop } = telemetry();
  const problems: string[] = [];
  const tier = lab.tier({
    openTelemetry: api,
    mode: 'verify',
    verifyShare: 1,
    onProblem: ({ message }) => problems.push(message),
  });
  expect(await tier.ready(10_000)).toBe(true);
  const pool = lab.pool(tier);
  const secret = 'secret-4711';
  const read = () => pool.query('select id, name from products where name = $1', [secret]);
  await pool.query("insert into products values (4711, 'secret-4711', 1)");
  await read();
  await tier.settled();
  await lab.outside('update products set price = 2, id = 4712 where id = 4711');
  await read();
  await pool.query({
    text: 'select name from products where id = $1',
    values: [4711],
    cache: { ttl: '5m', tags: [secret] },
  } as { text: string });
  await tier.cacheAside.getOrSet(secret, () => secret, { ttl: '5m', tags: [secret] });
  await tier.invalidate([secret]);
  await expect(pool.query('select $1::int from products', [secret])).rejects.toThrow('invalid input syntax');
  await expect(pool.query("insert into products values (4712, 'secret-4711')")).rejects.toThrow('duplicate key');
  await expect(pool.query(`select '${secret}' from products where (`)).rejects.toThrow('syntax error');
  // Connection errors as well.
  await lab.redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await until('it is connected again', () => tier.ready(1_000));
  await tier.settled();
  const finished = spans.getFinishedSpans();
  expect(finished.length).toBeGreaterThan(3);
  const told = finished.map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
  const everything = JSON.stringify([told, await points(), tier.metrics(), problems]);
  expect(everything).toContain('mismatch');
  expect(everything).not.toMatch(/471[12]|secret|select|products/);
  await stop();
});

test('without openTelemetry.trace there is no span, and nothing stands between', async () => {
  const { api, spans, points, stop } = telemetry();
  const tier = lab.tier({ openTelemetry: { metrics: api.metrics } });
  expect(await tier.ready(10_000)).toBe(true);
  await tier.cacheAside.getOrSet('key', () => 1, { ttl: '5m' });
  expect(spans.getFinishedSpans()).toEqual([]);
  expect((await points())['cache_tier.miss']).toEqual([[1, {}]]);
  await stop();
});
