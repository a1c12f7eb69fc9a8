import { findings, judge, replicationGroup } from './judged';
import { CLUSTER_OF_NODES, GROUP } from './node-based-judged';
import { ENGINE_ROWS } from './rows/engine-rows';
import { engineVersionRows } from './rows/engine-version-rows';

judge('Cache', [...ENGINE_ROWS, ...engineVersionRows(GROUP)]);
judge('Cluster', engineVersionRows(CLUSTER_OF_NODES));

test.each([undefined, '1.6.40'])(
  'a parameter group of another engine is found beside the version %s',
  (EngineVersion) => {
    const group = { EngineVersion, CacheParameterGroupName: 'default.redis7' };
    expect(findings(replicationGroup({ Memcached: group })).map(({ message }) => message)).toContain(
      "'Properties.CacheParameterGroupName' needs a parameter group of memcached, got one of family redis7; give it a parameter group of the family of its engine version (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)",
    );
  },
);
