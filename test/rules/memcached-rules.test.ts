import { findings, judge, replicationGroup } from './judged';
import { MEMCACHED_ROWS } from './rows/memcached-rows';

judge('Cluster', MEMCACHED_ROWS);

test('memory that connections take leaves too little for an item of the default size', () => {
  const small = replicationGroup({
    MemcachedGroup: { Properties: { memcached_connections_overhead: '509' } },
    Memcached: { CacheNodeType: 'cache.t4g.micro' },
  });
  expect(findings(small).map(({ ruleId }) => ruleId)).toEqual(['memcached-item-memory']);
});
