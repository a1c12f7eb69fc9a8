import { Metric, Metrics } from '../../lib/metrics/metrics';

test('counts are by metric and by reason', () => {
  const metrics = new Metrics();
  metrics.count(Metric.HIT);
  metrics.count(Metric.BYPASS, 'mode');
  metrics.count(Metric.BYPASS, 'mode');
  metrics.count(Metric.BYPASS, 'fresh');
  expect(metrics.total(Metric.HIT)).toBe(1);
  expect(metrics.total(Metric.MISS)).toBe(0);
  expect(metrics.total(Metric.BYPASS)).toBe(3);
  expect(metrics.total(Metric.BYPASS, 'mode')).toBe(2);
  expect(metrics.total(Metric.BYPASS, 'other')).toBe(0);
  expect(metrics.total(Metric.MISS, 'other')).toBe(0);
  expect(metrics.snapshot()).toEqual({ hit: 1, bypass: { total: 3, mode: 2, fresh: 1 } });
});

test('a snapshot stays as it is', () => {
  const metrics = new Metrics();
  metrics.count(Metric.BYPASS, 'mode');
  const snapshot = metrics.snapshot();
  metrics.count(Metric.BYPASS, 'mode');
  expect(snapshot).toEqual({ bypass: { total: 1, mode: 1 } });
});

test('listeners are told until they end, and what they throw harms nobody', () => {
  const metrics = new Metrics();
  const told: unknown[] = [];
  const end = metrics.subscribe((measurement) => told.push(measurement));
  const endBroken = metrics.subscribe(() => {
    throw new Error('broken');
  });
  metrics.count(Metric.ERROR, 'read');
  end();
  metrics.count(Metric.HIT);
  endBroken();
  expect(told).toEqual([{ metric: 'error', reason: 'read' }]);
  expect(metrics.total(Metric.HIT)).toBe(1);
});
