import type { Measurement, Metrics } from './metrics';

/** What is used of `@opentelemetry/api`, 1.9 or newer. */
export interface OpenTelemetry {
  readonly metrics: { getMeter(name: string, version?: string): Meter };
  readonly trace?: { getTracer(name: string, version?: string): Tracer };
}

interface Meter {
  createCounter(name: string, options?: { readonly description?: string; readonly unit?: string }): Counter;
  createObservableGauge(name: string, options?: { readonly description?: string; readonly unit?: string }): Gauge;
}

interface Counter {
  add(value: number, attributes?: { readonly [name: string]: string }): void;
}

interface Gauge {
  addCallback(
    callback: (result: { observe(value: number, attributes?: { readonly [name: string]: string }): void }) => void,
  ): void;
}

interface Tracer {
  startActiveSpan<T>(name: string, run: (span: Span) => T): T;
}

interface Span {
  setAttribute(name: string, value: string | number): unknown;
  recordException(error: Error): void;
  setStatus(status: { readonly code: number }): unknown;
  end(): void;
}

const NAME = 'cache-tier';
/** `SpanStatusCode.ERROR`. */
const ERROR = 2;

/** Numbers that are looked at rather than counted. */
export interface Observed {
  /** Invalidations that the cache has not acknowledged yet. */
  readonly pendingInvalidations: () => number;
  /** `up`, `down` or `open`, by server. */
  readonly servers: () => { readonly [server: string]: string };
}

/**
 * Hands counts on as `cache_tier.<metric>`, with the reason as an attribute. No parameter, key or row is in any of them.
 *
 * @returns the call that ends it
 */
export function exportMetrics(metrics: Metrics, { metrics: api }: OpenTelemetry, observed: Observed): () => void {
  const meter = api.getMeter(NAME);
  const counters = new Map<string, Counter>();
  meter
    .createObservableGauge('cache_tier.pending_invalidations', {
      description: 'Invalidations that the cache has not acknowledged yet',
    })
    .addCallback((result) => result.observe(observed.pendingInvalidations()));
  meter
    .createObservableGauge('cache_tier.server_up', { description: '1 if the server is connected and answers' })
    .addCallback((result) => {
      for (const [server, state] of Object.entries(observed.servers())) {
        result.observe(state === 'up' ? 1 : 0, { server, state });
      }
    });
  return metrics.subscribe(({ metric, reason }: Measurement) => {
    let counter = counters.get(metric);
    if (!counter) {
      counter = meter.createCounter(`cache_tier.${metric}`);
      counters.set(metric, counter);
    }
    counter.add(1, reason === undefined ? undefined : { reason });
  });
}

/** Runs a read in a span that says where its answer came from, and nothing of what was asked. */
export async function traced<T extends { readonly source: string }>(
  { trace }: OpenTelemetry,
  name: string,
  run: () => Promise<T>,
): Promise<T> {
  if (!trace) return run();
  return trace.getTracer(NAME).startActiveSpan(name, async (span) => {
    try {
      const answer = await run();
      span.setAttribute('cache_tier.source', answer.source);
      return answer;
    } catch (error) {
      span.setStatus({ code: ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
