import { QUOTAS } from '../../lib/catalog/quotas';

describe('the quotas', () => {
  test('are the numbers that AWS documents', () => {
    expect(QUOTAS).toEqual({
      nodesPerShard: 6,
      replicasPerShard: 5,
      shards: 500,
      nodesPerCluster: 90,
      nodesPerClusterOnRequest: 500,
      memcachedNodes: 60,
      memcachedNodesByApi: 40,
      clusterNameLength: 50,
      slots: 16384,
      replicationGroupIdLength: 40,
      groupNameLength: 255,
      descriptionLength: 255,
      subnetsPerGroup: 20,
      snapshotRetentionDays: 35,
      windowMinutes: 60,
      maintenanceWindowMinutes: 1440,
      logDeliveries: 2,
      userGroups: 1,
      authTokenLength: { min: 16, max: 128 },
      passwords: { min: 1, max: 2 },
      passwordLength: { min: 16, max: 128 },
      rotationDays: { min: 1, max: 1000 },
    });
  });

  test('count the primary among the nodes of a shard', () => {
    expect(QUOTAS.nodesPerShard).toBe(1 + QUOTAS.replicasPerShard);
  });
});
