import type { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { CACHE_READERS } from './cache-config';
import { CACHE_IN_FRONT_OF_READERS, cacheInFrontOfProblems } from './cache-in-front-of-config';
import { CacheInFrontOfStack } from './cache-in-front-of-stack';
import { CacheStack } from './cache-stack';
import { CACHED_DATABASE_READERS, cachedDatabaseProblems } from './cached-database-config';
import { CachedDatabaseStack } from './cached-database-stack';
import {
  type ConfiguredProps,
  type ConfiguredStack,
  type Contradictions,
  type StackKind,
  stackKind,
} from './configured-stack';
import { type ContextLayers, layersOf, merged } from './context-layers';
import { listOf, oneOf, type Readers } from './context-value';
import { LEADERBOARD_READERS } from './leaderboard-config';
import { LeaderboardStack } from './leaderboard-stack';
import { isOfReplicationGroups, MEMCACHED_STACK_READERS } from './memcached-config';
import { MemcachedStack } from './memcached-stack';
import { SESSION_STORE_READERS } from './session-store-config';
import { SessionStoreStack } from './session-store-stack';
import type { StackConfig } from './stack-config';
import { stackProblems } from './stack-config-reader';

/** The stacks of the app, by their names. */
const KINDS: { readonly [name: string]: StackKind } = {
  CacheStack: groupKind(
    'cacheStack',
    CACHE_READERS,
    () => [],
    (...args) => new CacheStack(...args),
  ),
  CachedDatabase: groupKind(
    'cachedDatabase',
    CACHED_DATABASE_READERS,
    cachedDatabaseProblems,
    (...args) => new CachedDatabaseStack(...args),
  ),
  CacheInFrontOf: groupKind(
    'cacheInFrontOf',
    CACHE_IN_FRONT_OF_READERS,
    cacheInFrontOfProblems,
    (...args) => new CacheInFrontOfStack(...args),
  ),
  SessionStore: groupKind(
    'sessionStore',
    SESSION_STORE_READERS,
    () => [],
    (...args) => new SessionStoreStack(...args),
  ),
  Leaderboard: groupKind(
    'leaderboard',
    LEADERBOARD_READERS,
    () => [],
    (...args) => new LeaderboardStack(...args),
  ),
  Memcached: stackKind(
    'memcached',
    MEMCACHED_STACK_READERS,
    () => [],
    (...args) => new MemcachedStack(...args),
    isOfReplicationGroups,
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

/** A kind of stack whose cache is a replication group, unless its section says otherwise. */
function groupKind<C extends StackConfig>(
  section: string,
  readers: Readers<C>,
  contradictions: Contradictions<C>,
  make: (scope: Construct, id: string, props: ConfiguredProps<C>) => Stack,
): StackKind {
  const both: Contradictions<C> = (config, at, isOwn) => [
    ...stackProblems(config, at),
    ...contradictions(config, at, isOwn),
  ];
  // The section of another stack means that one, also where it has the name of a key of this one.
  return stackKind(section, readers, both, make, (key) => SECTIONS.includes(key));
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
