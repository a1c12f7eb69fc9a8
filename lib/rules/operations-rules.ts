import { QUOTAS } from '../catalog/quotas';
import { engineOf, lacks, type NodeBased, type NodeBasedKind } from './node-based-shape';
import { PAGES } from './pages';
import { REPLICATION_GROUP, type ReplicationGroup } from './replication-group-shape';
import type { Rule } from './rule';
import { maintenanceWindow } from './windows';

/** Maintenance, upgrades and notifications of a replication group. */
export const OPERATIONS_RULES: readonly Rule<ReplicationGroup>[] = [
  ...maintenanceRules(REPLICATION_GROUP),
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
];

/** When it is maintained, and who is told. */
export function maintenanceRules({ prefix, page }: NodeBasedKind): readonly Rule<NodeBased>[] {
  return [
    {
      id: `${prefix}maintenance-window-form`,
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
      id: `${prefix}maintenance-window-length`,
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
      id: `${prefix}notification-topic-account`,
      level: 'error',
      fact: 'documented',
      property: 'NotificationTopicArn',
      broken: ({ properties: p, account }) => {
        const owner = p.NotificationTopicArn?.split(':')[4];
        return account !== undefined && owner !== undefined && owner !== account;
      },
      needs: ({ account }) => `a topic of the account of the cache, ${account}`,
      remedy: 'use a topic of that account, which may forward to the other',
      page,
    },
  ];
}
