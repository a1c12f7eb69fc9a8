import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';
import { readStacks } from '../../lib/stacks/app-stacks';
import type { ConfiguredStack } from '../../lib/stacks/configured-stack';
import type { PlacedConfig } from '../../lib/stacks/placed-config';

type Context = { readonly [key: string]: unknown };

/** Ids as the service makes them. */
export const GIVEN = {
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
};

/** The stacks, in their order. */
export const KINDS = ['CacheStack', 'CachedDatabase', 'CacheInFrontOf', 'SessionStore', 'Leaderboard', 'Memcached'];

/** The sections of the stacks, in their order. */
export const SECTIONS = ['cacheStack', 'cachedDatabase', 'cacheInFrontOf', 'sessionStore', 'leaderboard', 'memcached'];

/** What a context says of one kind of stack. */
export function configsOf<C extends PlacedConfig>(
  kind: string,
  context: Context,
): (Pick<ConfiguredStack, 'environment' | 'env'> & { readonly config: C })[] {
  const stacks = readStacks(context).filter((stack) => stack.kind === kind);
  return stacks.map(({ environment, env, config }) => ({ environment, env, config: config as C }));
}

/** What is wrong with a context. */
export function problems(context: Context): readonly string[] {
  try {
    readStacks(context);
  } catch (error) {
    if (error instanceof InvalidCacheError) return error.problems;
    throw error;
  }
  return [];
}
