import { findings, judge, replicationGroup } from './judged';
import { CACHE_CLUSTER_NODE_TYPE_ROWS } from './rows/cache-cluster-node-type-rows';

judge('Cluster', CACHE_CLUSTER_NODE_TYPE_ROWS);

test('an old version is told of an old family', () => {
  const old = replicationGroup({ Memcached: { EngineVersion: '1.4.34', CacheNodeType: 'cache.r6gd.xlarge' } });
  const [{ message }] = findings(old).filter(({ ruleId }) => ruleId === 'cluster-node-type-engine');
  expect(message).toContain("choose another family: CacheNodeType: 'cache.r5.large', for example");
});
