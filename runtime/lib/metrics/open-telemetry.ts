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
  addCallback(callback: Observe): void;
  removeCallback?(callback: Observe): void;
}

type Observe = (result: { observe(value: number, attributes?: { readonly [name: string]: string }): void }) => void;

export interface Tracer {
  startActiveSpan<T>(name: string, run: (span: Span) => T): T;
}

interface Span {
  setAttribute(name: string, value: string | number): unknown;
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
  const pending = meter.createObservableGauge('cache_tier.pending_invalidations', {
    description: 'Invalidations that the cache has not acknowledged yet',
  });
  const servers = meter.createObservableGauge('cache_tier.server_up', {
    description: '1 if the server is connected and answers',
  });
  const observePending: Observe = (result) => result.observe(observed.pendingInvalidations());
  const observeServers: Observe = (result) => {
    for (const [server, state] of Object.entries(observed.servers())) {
      result.observe(state === 'up' ? 1 : 0, { server, state });
    }
  };
  pending.addCallback(observePending);
  servers.addCallback(observeServers);
  const unsubscribe = metrics.subscribe(({ metric, reason }: Measurement) => {
    let counter = counters.get(metric);
    if (!counter) {
      counter = meter.createCounter(`cache_tier.${metric}`);
      counters.set(metric, counter);
    }
    counter.add(1, reason === undefined ? undefined : { reason });
  });
  return () => {
    unsubscribe();
    pending.removeCallback?.(observePending);
    servers.removeCallback?.(observeServers);
  };
}

/** Runs a read in a span that says where its answer came from, and nothing of what was asked. */
export function traced<T extends { readonly source: string }>(tracer: Tracer, run: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan('cache_tier.read', async (span) => {
    try {
      const answer = await run();
      span.setAttribute('cache_tier.source', answer.source);
      return answer;
    } catch (error) {
      // Its message may hold a value.
      span.setStatus({ code: ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

export function tracerOf({ trace }: OpenTelemetry): Tracer | undefined {
  return trace?.getTracer(NAME);
}
