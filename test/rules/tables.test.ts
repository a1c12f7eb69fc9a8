import { ALL_RULES } from '../../lib/rules/tables';
import { CLUSTER_OF_NODES, GROUP, type NodeBasedJudged } from './node-based-judged';
import { ACCESS_ROWS } from './rows/access-rows';
import { ACCESS_STRING_ROWS } from './rows/access-string-rows';
import { BACKUP_ROWS } from './rows/backup-rows';
import { CACHE_CLUSTER_NODE_TYPE_ROWS } from './rows/cache-cluster-node-type-rows';
import { CACHE_CLUSTER_ROWS } from './rows/cache-cluster-rows';
import { CLUSTER_MODE_ROWS } from './rows/cluster-mode-rows';
import { CONNECT_POLICY_ROWS } from './rows/connect-policy-rows';
import { DATA_TIERING_ROWS } from './rows/data-tiering-rows';
import { DURABILITY_ROWS } from './rows/durability-rows';
import { ENCRYPTION_ROWS } from './rows/encryption-rows';
import { ENGINE_ROWS } from './rows/engine-rows';
import { engineVersionRows } from './rows/engine-version-rows';
import { GLOBAL_DATASTORE_ROWS } from './rows/global-datastore-rows';
import { IDENTITY_ROWS } from './rows/identity-rows';
import { KV_CACHING_ROWS } from './rows/kv-caching-rows';
import { LAYOUT_ROWS } from './rows/layout-rows';
import { logRows } from './rows/log-rows';
import { maintenanceRows } from './rows/maintenance-rows';
import { MEMCACHED_NODE_ROWS } from './rows/memcached-node-rows';
import { MEMCACHED_PARAMETER_ROWS } from './rows/memcached-parameter-rows';
import { MEMCACHED_ROWS } from './rows/memcached-rows';
import { networkRows } from './rows/network-rows';
import { NODE_TYPE_ROWS } from './rows/node-type-rows';
import { offeredNodeTypeRows } from './rows/offered-node-type-rows';
import { OPERATIONS_ROWS } from './rows/operations-rows';
import { PARAMETER_GROUP_ROWS } from './rows/parameter-group-rows';
import { PASSWORD_ROWS } from './rows/password-rows';
import { propertyTypeRows } from './rows/property-type-rows';
import { ROTATION_SCHEDULE_ROWS } from './rows/rotation-schedule-rows';
import { SERVERLESS_ACCESS_ROWS } from './rows/serverless-access-rows';
import { SINGLE_NODE_ROWS } from './rows/single-node-rows';
import { snapshotRows } from './rows/snapshot-rows';
import { SUBNET_GROUP_ROWS } from './rows/subnet-group-rows';
import { TOPOLOGY_ROWS } from './rows/topology-rows';
import { USER_GROUP_ROWS } from './rows/user-group-rows';
import { USER_ROWS } from './rows/user-rows';

const shared = (kind: NodeBasedJudged) => [
  ...engineVersionRows(kind),
  ...offeredNodeTypeRows(kind),
  ...networkRows(kind),
  ...snapshotRows(kind),
  ...maintenanceRows(kind),
  ...logRows(kind),
  ...propertyTypeRows(kind),
];

const ROWS = [
  ...shared(GROUP),
  ...shared(CLUSTER_OF_NODES),
  ...ENGINE_ROWS,
  ...NODE_TYPE_ROWS,
  ...DATA_TIERING_ROWS,
  ...KV_CACHING_ROWS,
  ...IDENTITY_ROWS,
  ...TOPOLOGY_ROWS,
  ...LAYOUT_ROWS,
  ...CLUSTER_MODE_ROWS,
  ...DURABILITY_ROWS,
  ...ENCRYPTION_ROWS,
  ...ACCESS_ROWS,
  ...BACKUP_ROWS,
  ...OPERATIONS_ROWS,
  ...GLOBAL_DATASTORE_ROWS,
  ...CACHE_CLUSTER_ROWS,
  ...CACHE_CLUSTER_NODE_TYPE_ROWS,
  ...SINGLE_NODE_ROWS,
  ...MEMCACHED_NODE_ROWS,
  ...MEMCACHED_ROWS,
  ...PARAMETER_GROUP_ROWS,
  ...MEMCACHED_PARAMETER_ROWS,
  ...SUBNET_GROUP_ROWS,
  ...USER_ROWS,
  ...ACCESS_STRING_ROWS,
  ...PASSWORD_ROWS,
  ...USER_GROUP_ROWS,
  ...SERVERLESS_ACCESS_ROWS,
  ...CONNECT_POLICY_ROWS,
  ...ROTATION_SCHEDULE_ROWS,
];

/** What stops a deployment: a rule that becomes an error, or no longer is one, is a change that users notice. */
const ERRORS = [
  'engine-known',
  'node-type-creatable',
  'node-type-engine',
  'data-tiering-required',
  'data-tiering-family',
  'data-tiering-engine',
  'data-tiering-eviction',
  'kv-caching-cluster-mode',
  'kv-caching-no-replicas',
  'kv-caching-one-zone',
  'kv-caching-failover',
  'kv-caching-tls',
  'kv-caching-no-backup',
  'kv-caching-no-restore',
  'kv-caching-zones',
  'replication-group-id',
  'description-length',
  'description-required',
  'node-count-range',
  'replicas-range',
  'shards-range',
  'node-limit',
  'failover-in-cluster-mode',
  'failover-needs-replica',
  'multi-az-needs-failover',
  'multi-az-needs-replica',
  'multi-az-zones',
  'preferred-zones-count',
  'node-group-zones-count',
  'node-group-replicas',
  'node-group-id',
  'shards-need-cluster-mode',
  'cluster-mode-value',
  'cluster-mode-engine',
  'cluster-mode-failover',
  'cluster-mode-parameter-group',
  'durability-value',
  'durability-engine',
  'durability-node-type',
  'durability-cluster-mode',
  'durability-multi-az',
  'durability-replica',
  'durability-tls',
  'durability-data-tiering',
  'durability-local-zone',
  'durability-global-datastore',
  'network-type-value',
  'network-type-engine',
  'network-type-node-type',
  'ip-discovery-value',
  'cache-security-groups',
  'kms-key-needs-at-rest',
  'tls-stated',
  'tls-needs-subnet-group',
  'tls-mode-value',
  'auth-token-tls',
  'auth-token-form',
  'auth-token-rotation',
  'user-groups-one',
  'user-groups-tls',
  'user-groups-engine',
  'user-groups-redis',
  'user-groups-iam',
  'snapshot-retention-range',
  'snapshot-window-form',
  'snapshot-window-length',
  'restore-objects',
  'restore-objects-once',
  'restore-objects-slots',
  'snapshotting-node',
  'maintenance-window-form',
  'maintenance-window-length',
  'notification-topic-account',
  'log-deliveries',
  'log-type',
  'log-format',
  'log-destination',
  'slow-log-engine',
  'engine-log-engine',
  'global-datastore-inherits',
  'global-datastore-ipv6',
  'property-type',
  'cluster-required',
  'cluster-other-properties',
  'cluster-name',
  'cluster-engine-known',
  'cluster-node-type-creatable',
  'cluster-node-type-engine',
  'cluster-network-type-value',
  'cluster-network-type-engine',
  'cluster-network-type-node-type',
  'cluster-ip-discovery-value',
  'cluster-cache-security-groups',
  'cluster-snapshot-retention-range',
  'cluster-snapshot-window-form',
  'cluster-snapshot-window-length',
  'cluster-maintenance-window-form',
  'cluster-maintenance-window-length',
  'cluster-notification-topic-account',
  'cluster-log-deliveries',
  'cluster-log-type',
  'cluster-log-format',
  'cluster-log-destination',
  'cluster-slow-log-engine',
  'cluster-engine-log-engine',
  'cluster-property-type',
  'cluster-one-node',
  'cluster-memcached-only',
  'cluster-parameter-group-mode',
  'cluster-restore-object',
  'memcached-node-count-range',
  'memcached-zones-count',
  'memcached-az-mode-value',
  'memcached-tls-engine',
  'memcached-tls-node-type',
  'memcached-no-snapshots',
  'memcached-no-logs',
  'memcached-item-memory',
  'parameter-family-cluster-on',
  'parameter-family-required',
  'parameter-group-description',
  'parameter-other-family',
  'parameter-fixed',
  'parameter-value',
  'parameter-reserved-memory',
  'memcached-chunk-size',
  'memcached-chunk-multiple',
  'subnet-group-description',
  'subnet-group-name',
  'subnet-group-subnets',
  'user-id-required',
  'user-id-form',
  'user-id-default',
  'user-id-twice',
  'user-name-required',
  'user-engine',
  'user-authentication-type',
  'iam-user-name',
  'iam-user-default',
  'valkey-user-password',
  'access-string-empty',
  'access-string-password',
  'access-string-reset',
  'access-string-command',
  'password-count',
  'password-form',
  'password-secure-string',
  'user-group-id-required',
  'user-group-id-form',
  'user-group-id-twice',
  'user-group-engine',
  'user-group-users',
  'user-group-default-user',
  'user-group-password',
  'user-group-names',
  'serverless-auth-token',
  'serverless-memcached-users',
  'serverless-public-engine',
  'serverless-public-users',
  'connect-arn-form',
  'rotation-days',
];

const ids = ALL_RULES.map(({ id }) => id);

describe('the rules', () => {
  test('have an id of their own each, in kebab case', () => {
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id))).toEqual([]);
  });

  test('are more than sixty', () => {
    expect(ids.length).toBeGreaterThanOrEqual(60);
  });

  test('are errors only where AWS documents the fact', () => {
    const guessed = ALL_RULES.filter(({ level, fact }) => level === 'error' && fact !== 'documented');
    expect(guessed.map(({ id }) => id)).toEqual([]);
  });

  test('that are errors are these', () => {
    expect(ALL_RULES.filter(({ level }) => level === 'error').map(({ id }) => id)).toEqual(ERRORS);
  });

  test('name the page that states them', () => {
    expect(ALL_RULES.filter(({ page }) => !/^https:\/\/\S+$/.test(page)).map(({ id }) => id)).toEqual([]);
  });

  test('that AWS documents rest on a page of AWS', () => {
    const documented = ALL_RULES.filter(({ fact }) => fact === 'documented');
    expect(
      documented.filter(({ page }) => !page.startsWith('https://docs.aws.amazon.com/')).map(({ id }) => id),
    ).toEqual([]);
  });

  test('have one row each in the tests, and every row has its rule', () => {
    expect(ROWS.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });
});

describe('every row', () => {
  test('has its whole message and the page of its rule in it', () => {
    for (const { id, message } of ROWS) {
      const page = ALL_RULES.find((rule) => rule.id === id)?.page;
      expect(message).toMatch(/^'[A-Za-z.]+' needs .+, got .+; .+ \(https:\S+\)$/);
      expect(message.endsWith(` (${page})`)).toBe(true);
    }
  });

  test('has something near that does not break the rule, and something unknown', () => {
    const without = ROWS.filter(({ holds }) => !/"(Ref|Fn::[A-Za-z]+)":|resolve:/.test(JSON.stringify(holds)));
    expect(without.map(({ id }) => id)).toEqual([]);
  });
});
