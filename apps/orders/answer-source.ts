import { AsyncLocalStorage } from 'node:async_hooks';
import type { OpenTelemetry } from 'cache-tier';

/** Where an answer came from: the cache, the database through it, or the database past it. */
export type Source = 'hit' | 'miss' | 'bypass';

interface Reads {
  last: Source;
}

const SOURCE = 'cache_tier.source';
const reads = new AsyncLocalStorage<Reads>();
const NOTHING = () => undefined;

/**
 * What the tier tells OpenTelemetry of each read, for the request that reads. A real application gives the tier
 * `@opentelemetry/api` and finds the same in its traces.
 */
export const TELEMETRY: OpenTelemetry = {
  metrics: {
    getMeter: () => ({
      createCounter: () => ({ add: NOTHING }),
      createObservableGauge: () => ({ addCallback: NOTHING }),
    }),
  },
  trace: {
    getTracer: () => ({
      startActiveSpan: (_name, run) => {
        const request = reads.getStore();
        return run({
          setAttribute: (name, value) => {
            if (request && name === SOURCE) request.last = value === 'hit' || value === 'stale' ? 'hit' : 'miss';
          },
          setStatus: NOTHING,
          end: NOTHING,
        });
      },
    }),
  },
};

/** Runs something that reads once, and says where its answer came from. */
export async function withSource<T>(run: () => Promise<T>): Promise<{ readonly value: T; readonly source: Source }> {
  const request: Reads = { last: 'bypass' };
  const value = await reads.run(request, run);
  return { value, source: request.last };
}
