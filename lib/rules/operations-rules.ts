import { QUOTAS } from '../catalog/quotas';
import { PAGES } from './pages';
import {
  engineOf,
  isSecondary,
  type LogDeliveryConfiguration,
  lacks,
  REPLICATION_GROUP_SCALARS,
  type ReplicationGroup,
  type ReplicationGroupProperties,
} from './replication-group-shape';
import { type Rule, shown } from './rule';
import { unlessUnknown, wrongType } from './shape';
import { maintenanceWindow } from './windows';

/** Maintenance, notifications, logs, Global Datastore membership, and the form of the properties. */
export const OPERATIONS_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'maintenance-window-form',
    level: 'error',
    fact: 'documented',
    property: 'PreferredMaintenanceWindow',
    broken: ({ properties: { PreferredMaintenanceWindow: window } }) =>
      window !== undefined && maintenanceWindow(window) === undefined,
    needs: "the form 'ddd:hh:mm-ddd:hh:mm' in UTC, days in lower case",
    remedy: (_, say) => `write it as ${say.set('PreferredMaintenanceWindow', 'sun:05:00-sun:06:00')}`,
    page: PAGES.maintenanceWindow,
  },
  {
    id: 'maintenance-window-length',
    level: 'error',
    fact: 'documented',
    property: 'PreferredMaintenanceWindow',
    broken: ({ properties: { PreferredMaintenanceWindow: text } }) => {
      const window = text === undefined ? undefined : maintenanceWindow(text);
      const { windowMinutes: min, maintenanceWindowMinutes: max } = QUOTAS;
      return window !== undefined && !(window.minutes >= min && window.minutes <= max);
    },
    needs: '60 minutes to 24 hours',
    remedy: 'move its start or its end',
    page: PAGES.maintenanceWindow,
  },
  {
    id: 'minor-upgrades-ignored',
    level: 'warning',
    fact: 'documented',
    property: 'AutoMinorVersionUpgrade',
    broken: (it) => it.properties.AutoMinorVersionUpgrade === true && lacks(it, 'minorUpgrades'),
    needs: 'valkey 7.2 or redis 6.0, or newer, to have an effect',
    got: (it) => `${engineOf(it)}`,
    remedy: 'upgrade the engine yourself',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'minor-upgrades-global',
    level: 'warning',
    fact: 'documented',
    property: 'AutoMinorVersionUpgrade',
    broken: (it) => it.properties.AutoMinorVersionUpgrade === true && isSecondary(it),
    needs: 'to be left out in a Global Datastore, which turns it off',
    remedy: 'leave it out',
    page: PAGES.globalDatastoreLimits,
  },
  {
    id: 'notification-topic-account',
    level: 'error',
    fact: 'documented',
    property: 'NotificationTopicArn',
    broken: ({ properties: p, account }) => {
      const owner = p.NotificationTopicArn?.split(':')[4];
      return account !== undefined && owner !== undefined && owner !== account;
    },
    needs: ({ account }) => `a topic of the account of the cache, ${account}`,
    remedy: 'use a topic of that account, which may forward to the other',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'log-deliveries',
    level: 'error',
    fact: 'documented',
    property: 'LogDeliveryConfigurations',
    broken: ({ properties: p }) => {
      const logs = p.LogDeliveryConfigurations ?? [];
      return logs.length > QUOTAS.logDeliveries || new Set(logs.map((log) => log.LogType)).size < logs.length;
    },
    needs: 'at most one delivery of each type',
    got: ofLogs('LogType'),
    remedy: 'deliver each log to one place, and forward it from there',
    page: PAGES.logDelivery,
  },
  {
    id: 'log-type',
    level: 'error',
    fact: 'documented',
    property: 'LogDeliveryConfigurations',
    broken: someLog((log) => !['slow-log', 'engine-log'].includes(log.LogType ?? '')),
    needs: "a LogType of 'slow-log' or 'engine-log'",
    got: ofLogs('LogType'),
    remedy: 'choose one',
    page: PAGES.logDeliveryRequest,
  },
  {
    id: 'log-format',
    level: 'error',
    fact: 'documented',
    property: 'LogDeliveryConfigurations',
    broken: someLog((log) => !['json', 'text'].includes(log.LogFormat ?? '')),
    needs: "a LogFormat of 'json' or 'text'",
    got: ofLogs('LogFormat'),
    remedy: 'choose one',
    page: PAGES.logDeliveryRequest,
  },
  {
    id: 'log-destination',
    level: 'error',
    fact: 'documented',
    property: 'LogDeliveryConfigurations',
    broken: someLog(({ DestinationType: type, DestinationDetails: details }) => {
      if (type === 'cloudwatch-logs') return details?.CloudWatchLogsDetails === undefined;
      return type !== 'kinesis-firehose' || details?.KinesisFirehoseDetails === undefined;
    }),
    needs: "a DestinationType of 'cloudwatch-logs' or 'kinesis-firehose', with the DestinationDetails of that type",
    got: ofLogs('DestinationType'),
    remedy: 'say where that destination is',
    page: PAGES.logDeliveryRequest,
  },
  {
    id: 'slow-log-engine',
    level: 'error',
    fact: 'documented',
    property: 'LogDeliveryConfigurations',
    broken: (it) => delivers(it, 'slow-log') && lacks(it, 'slowLog'),
    needs: 'valkey 7.2 or redis 6.0, or newer, for the slow log',
    got: (it) => `${engineOf(it)}`,
    remedy: 'upgrade the engine, or leave the slow log out',
    page: PAGES.logDelivery,
  },
  {
    id: 'engine-log-engine',
    level: 'error',
    fact: 'documented',
    property: 'LogDeliveryConfigurations',
    broken: (it) => delivers(it, 'engine-log') && lacks(it, 'engineLog'),
    needs: 'valkey 7.2 or redis 6.2, or newer, for the engine log',
    got: (it) => `${engineOf(it)}`,
    remedy: 'upgrade the engine, or leave the engine log out',
    page: PAGES.logDelivery,
  },
  {
    id: 'global-datastore-inherits',
    level: 'error',
    fact: 'documented',
    property: 'GlobalReplicationGroupId',
    broken: (it) => isSecondary(it) && inherited(it).length > 0,
    needs: 'what a secondary inherits to be left out',
    got: (it, say) =>
      inherited(it)
        .map((property) => `'${say.name(property)}'`)
        .join(', '),
    remedy: 'leave these out: the primary decides them',
    page: PAGES.globalDatastore,
  },
  {
    id: 'global-datastore-ipv6',
    level: 'error',
    fact: 'documented',
    property: 'NetworkType',
    broken: (it) => isSecondary(it) && ['ipv6', 'dual_stack'].includes(it.properties.NetworkType ?? ''),
    needs: "'ipv4' in a Global Datastore",
    remedy: (_, say) => `set ${say.set('NetworkType', 'ipv4')}`,
    page: PAGES.globalDatastoreLimits,
  },
  {
    id: 'property-type',
    level: 'error',
    fact: 'documented',
    property: '',
    broken: (it) => mistyped(it).length > 0,
    needs: (it, say) =>
      mistyped(it)
        .map((name) => `'${say.name(name)}' to be of type ${REPLICATION_GROUP_SCALARS[name]}`)
        .join(', '),
    got: (it) =>
      mistyped(it)
        .map((name) => shown(wrongType(() => it.properties[name])))
        .join(', '),
    remedy: 'write each value in the type of the schema',
    page: PAGES.cfnReplicationGroup,
  },
];

/** What a secondary of a Global Datastore must not say. */
export const INHERITED_FROM_PRIMARY: readonly (keyof ReplicationGroupProperties)[] = [
  'PrimaryClusterId',
  'AutomaticFailoverEnabled',
  'NumNodeGroups',
  'CacheParameterGroupName',
  'CacheNodeType',
  'Engine',
  'EngineVersion',
  'CacheSecurityGroupNames',
  'TransitEncryptionEnabled',
  'AtRestEncryptionEnabled',
  'SnapshotArns',
  'SnapshotName',
];

function inherited({ properties: p }: ReplicationGroup): string[] {
  return INHERITED_FROM_PRIMARY.filter((property) => unlessUnknown(() => property in p, false));
}

function someLog(is: (log: LogDeliveryConfiguration) => boolean): (it: ReplicationGroup) => boolean {
  return ({ properties: p }) => p.LogDeliveryConfigurations?.some(is) ?? false;
}

function ofLogs(key: keyof LogDeliveryConfiguration): (it: ReplicationGroup) => string {
  return ({ properties: p }) => (p.LogDeliveryConfigurations ?? []).map((log) => `${log[key] ?? 'none'}`).join(', ');
}

function delivers({ properties: p }: ReplicationGroup, type: string): boolean {
  return p.LogDeliveryConfigurations?.some((log) => log.LogType === type) ?? false;
}

/** Properties whose value is known and not of the type in the schema. */
function mistyped({ properties: p }: ReplicationGroup): (keyof ReplicationGroupProperties)[] {
  const names = Object.keys(p) as (keyof ReplicationGroupProperties)[];
  return names.filter((name) => wrongType(() => p[name]) !== undefined);
}
