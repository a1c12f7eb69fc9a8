import { InvalidCacheError } from '../policy/invalid-cache-error';
import { CACHE_READERS } from './cache-config';
import { CACHE_IN_FRONT_OF_READERS, cacheInFrontOfProblems } from './cache-in-front-of-config';
import { CacheInFrontOfStack } from './cache-in-front-of-stack';
import { CacheStack } from './cache-stack';
import { CACHED_DATABASE_READERS, cachedDatabaseProblems } from './cached-database-config';
import { CachedDatabaseStack } from './cached-database-stack';
import { type ConfiguredStack, type StackKind, stackKind } from './configured-stack';
import { type ContextLayers, layersOf, merged } from './context-layers';
import { listOf, oneOf } from './context-value';
import { LEADERBOARD_READERS } from './leaderboard-config';
import { LeaderboardStack } from './leaderboard-stack';
import { SESSION_STORE_READERS } from './session-store-config';
import { SessionStoreStack } from './session-store-stack';

/** The stacks of the app, by their names. */
const KINDS: { readonly [name: string]: StackKind } = {
  CacheStack: stackKind(
    'cacheStack',
    CACHE_READERS,
    () => [],
    (...args) => new CacheStack(...args),
  ),
  CachedDatabase: stackKind(
    'cachedDatabase',
    CACHED_DATABASE_READERS,
    cachedDatabaseProblems,
    (...args) => new CachedDatabaseStack(...args),
  ),
  CacheInFrontOf: stackKind(
    'cacheInFrontOf',
    CACHE_IN_FRONT_OF_READERS,
    cacheInFrontOfProblems,
    (...args) => new CacheInFrontOfStack(...args),
  ),
  SessionStore: stackKind(
    'sessionStore',
    SESSION_STORE_READERS,
    () => [],
    (...args) => new SessionStoreStack(...args),
  ),
  Leaderboard: stackKind(
    'leaderboard',
    LEADERBOARD_READERS,
    () => [],
    (...args) => new LeaderboardStack(...args),
  ),
};

const NAMES = Object.keys(KINDS);
const SECTIONS = Object.values(KINDS).map(({ section }) => section);
/** The keys beside the sections: those of a cache, and which stacks are made. */
const KEYS = [...Object.keys(CACHE_READERS), 'stacks', ...SECTIONS];
const stacksReader = listOf(oneOf(Object.fromEntries(NAMES.map((name) => [name, name]))));

/**
 * Reads the configuration from the context: the object under `cacheTier`, one set of stacks for each of its
 * `environments` with that over the rest, the section of each stack over what counts for all, and `cacheTier.<key>` over
 * everything, because that is how `-c` reaches a single key.
 *
 * @throws InvalidCacheError with every wrong key and value, and what is allowed
 */
export function readStacks(context: { readonly [key: string]: unknown }): ConfiguredStack[] {
  const problems: string[] = [];
  const stacks = layersOf(context, KEYS, problems).flatMap((layers) => stacksOf(layers, problems));
  if (problems.length > 0) throw new InvalidCacheError('context', [...new Set(problems)]);
  return stacks;
}

function stacksOf(layers: ContextLayers, problems: string[]): ConfiguredStack[] {
  const { path } = layers;
  const shared = layers.layers.reduce<{ readonly [key: string]: unknown }>(merged, {});
  const chosen = shared.stacks === undefined ? NAMES : stacksReader(shared.stacks, `${path}.stacks`, problems);
  const made = (name: string) => (chosen ?? []).includes(name);
  const stacks = NAMES.map((name) => KINDS[name].read(name, layers, made(name), problems));
  const unknown = Object.keys(shared).filter((key) => !KEYS.includes(key));
  problems.push(
    ...unknown.map((key) => `'${path}' needs keys among ${KEYS.join(', ')}, got '${key}'; correct or remove it`),
  );
  return stacks.filter(({ kind }) => made(kind));
}
