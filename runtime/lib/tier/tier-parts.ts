import { type Environment, inLambda } from '../aws/environment';
import { CacheAside } from '../cache-aside/cache-aside';
import { Metrics } from '../metrics/metrics';
import { exportMetrics, traced, tracerOf } from '../metrics/open-telemetry';
import { PROTOCOL_DEFAULTS, Protocol } from '../protocol/protocol';
import type { Reader } from '../protocol/reader';
import { ApplicationTags } from './application-tags';
import type { CacheConnection } from './cache-connection';
import { KeptStructures } from './kept-structures';
import { problemReport } from './problem-report';
import { TierMode } from './tier-mode';
import { type CacheTierOptions, checkOptions, TIER_DEFAULTS } from './tier-options';
import type { Wrapping, WrappingParts } from './wrapping';

/** What a tier is made of. */
export interface TierParts {
  readonly mode: TierMode;
  readonly protocol: Protocol;
  readonly metrics: Metrics;
  readonly tags: ApplicationTags;
  readonly cacheAside: CacheAside;
  readonly structures: KeptStructures;
  /** What speaks to PostgreSQL is most of this library. It is loaded when something is wrapped. */
  readonly wrapping: () => Wrapping;
  close(): Promise<void>;
}

/**
 * Makes a tier of options, and of the connection that they lead to.
 *
 * @throws CacheTierOptionError for an option, or a variable, that has no meaning
 */
export function tierParts(
  given: CacheTierOptions,
  environment: Environment,
  connect: (options: CacheTierOptions) => CacheConnection,
): TierParts {
  const mode = new TierMode(given, environment);
  checkOptions(given);
  const options = settingsOf(given, environment);
  const { application, schemaVersion, hashKey, onProblem, background, schemaRefreshMs } = options;
  const connection = connect(options);
  const { driver, field, terms } = connection;
  const metrics = new Metrics();
  const protocol = new Protocol(driver, metrics, {
    ...PROTOCOL_DEFAULTS,
    ...options,
    verifyRate: () => (mode.now === 'verify' ? options.verifyShare : 0),
  });
  const reader = tracedReader(protocol.reader, options);
  const entryPrefix = () => `${connection.keyPrefix()}${application}:${schemaVersion}:`;
  const tags = new ApplicationTags(protocol.writer, hashKey, entryPrefix);
  const structures = new KeptStructures({ ...options, driver, field, metrics });
  const stopExport = startExport(protocol, metrics, options);
  return {
    mode,
    protocol,
    metrics,
    tags,
    cacheAside: new CacheAside({
      reader,
      names: tags.names,
      secretNames: tags.secret,
      metrics,
      reads: () => mode.reads,
      maxTtlMs: () => terms().maxTtlMs,
    }),
    structures,
    wrapping: onFirstUse(() => ({
      protocol,
      reader,
      metrics,
      hashKey,
      schemaRefreshMs,
      background,
      entryPrefix,
      applicationTag: (tag) => tags.key(tag),
      mode: () => mode.now,
      terms,
      fresh: () => mode.isFresh,
      onProblem,
    })),
    close: async () => {
      stopExport?.();
      await protocol.close();
      await structures.close();
      connection.close();
    },
  };
}

/** What undefined is given for is as good as left out. */
function settingsOf(given: CacheTierOptions, environment: Environment) {
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as CacheTierOptions;
  return {
    ...TIER_DEFAULTS,
    ...said,
    onProblem: given.onProblem && problemReport(given.onProblem),
    // An environment that was put together for the link may leave out where the process runs.
    background: given.background ?? !(inLambda(environment) || inLambda(process.env)),
  };
}

function tracedReader(reader: Reader, { openTelemetry }: CacheTierOptions): Pick<Reader, 'read'> {
  const tracer = openTelemetry && tracerOf(openTelemetry);
  return tracer ? { read: (request) => traced(tracer, () => reader.read(request)) } : reader;
}

/** @returns the call that ends it */
function startExport(
  protocol: Protocol,
  metrics: Metrics,
  { openTelemetry }: CacheTierOptions,
): (() => void) | undefined {
  return (
    openTelemetry &&
    exportMetrics(metrics, openTelemetry, {
      pendingInvalidations: () => protocol.pendingInvalidations,
      servers: () => protocol.cache.states(),
    })
  );
}

function onFirstUse(parts: () => WrappingParts): () => Wrapping {
  let made: Wrapping | undefined;
  return () => {
    made ??= new (require('./wrapping') as typeof import('./wrapping')).Wrapping(parts());
    return made;
  };
}
