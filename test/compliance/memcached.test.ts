import { App, Stack } from 'aws-cdk-lib';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import type { MemcachedClusterProps } from '../../lib/cache/memcached-cluster-props';
import { Profile } from '../../lib/cache/profile';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { MEMCACHED_FINDINGS } from '../../lib/stacks/memcached-findings';
import { givenNetwork } from './given-network';
import { PACKS } from './nag-packs';

test.each<[string, Partial<MemcachedClusterProps>]>([
  ['of which nothing is said', {}],
  ['of one node', { nodes: 1 }],
  ['of the development profile', { profile: Profile.DEV }],
  ['without TLS, of an older version', { engine: EngineVersion.MEMCACHED_1_5_16 }],
])('of a cluster %s the packs of cdk-nag find what stands, and nothing else', (_, props) => {
  const stack = new Stack(new App(), 'Stack');
  const { node } = new MemcachedCluster(stack, 'Cache', { vpc: givenNetwork(stack), ...props });
  const found = PACKS.flatMap((Pack) => new Pack(stack).validateScope(stack).violations).flatMap(
    ({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => [ruleName, constructPath]),
  );
  expect(found).toEqual(MEMCACHED_FINDINGS.map(({ id }) => [id, node.defaultChild?.node.path]));
});
