import { QUOTAS } from '../catalog/quotas';
import { engineOf, type LogDeliveryConfiguration, lacks, type NodeBased, type NodeBasedKind } from './node-based-shape';
import { PAGES } from './pages';
import type { Rule } from './rule';

/** Where the logs go. */
export function logRules({ prefix }: NodeBasedKind): readonly Rule<NodeBased>[] {
  return [
    {
      id: `${prefix}log-deliveries`,
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
      id: `${prefix}log-type`,
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
      id: `${prefix}log-format`,
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
      id: `${prefix}log-destination`,
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
      id: `${prefix}slow-log-engine`,
      level: 'error',
      fact: 'documented',
      property: 'LogDeliveryConfigurations',
      broken: (it) => delivers(it, 'slow-log') && lacks(it, 'slowLog') && !lacks(it, 'replication'),
      needs: 'valkey 7.2 or redis 6.0, or newer, for the slow log',
      got: (it) => `${engineOf(it)}`,
      remedy: 'upgrade the engine, or leave the slow log out',
      page: PAGES.logDelivery,
    },
    {
      id: `${prefix}engine-log-engine`,
      level: 'error',
      fact: 'documented',
      property: 'LogDeliveryConfigurations',
      broken: (it) => delivers(it, 'engine-log') && lacks(it, 'engineLog') && !lacks(it, 'replication'),
      needs: 'valkey 7.2 or redis 6.2, or newer, for the engine log',
      got: (it) => `${engineOf(it)}`,
      remedy: 'upgrade the engine, or leave the engine log out',
      page: PAGES.logDelivery,
    },
  ];
}

function someLog(is: (log: LogDeliveryConfiguration) => boolean): (it: NodeBased) => boolean {
  return ({ properties: p }) => p.LogDeliveryConfigurations?.some(is) ?? false;
}

function ofLogs(key: keyof LogDeliveryConfiguration): (it: NodeBased) => string {
  return ({ properties: p }) => (p.LogDeliveryConfigurations ?? []).map((log) => `${log[key] ?? 'none'}`).join(', ');
}

function delivers({ properties: p }: NodeBased, type: string): boolean {
  return p.LogDeliveryConfigurations?.some((log) => log.LogType === type) ?? false;
}
