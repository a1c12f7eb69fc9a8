import { isForDeployment } from './folding';
import { isObject } from './references';
import { type Part, type Properties, type StackTemplate, said } from './stack-template';

/** Something that is charged for. */
export interface Cost {
  readonly what: string;
  readonly howMany: string;
  readonly toKnow: string;
}

type Say = (property: string) => string;

/** What one resource is counted as; nothing for what costs nothing by itself. */
interface Counted {
  readonly what: string;
  readonly count?: number;
  readonly toKnow?: string;
}

const COUNTED: { readonly [type: string]: (properties: Properties, say: Say, part: Part) => Counted | undefined } = {
  'AWS::ElastiCache::ReplicationGroup': (properties, say) => {
    const shards = Number(properties.NumNodeGroups ?? 1);
    const nodes = Number(properties.NumCacheClusters ?? shards * (1 + Number(properties.ReplicasPerNodeGroup ?? 0)));
    const layout = `${plural(shards, 'shard')}, ${plural(nodes / shards - 1, 'replica')} each`;
    const backups = Number(properties.SnapshotRetentionLimit ?? 0);
    const kept = backups === 0 ? 'no daily backup' : `a daily backup kept ${plural(backups, 'day')}`;
    return { what: `cache nodes \`${say('CacheNodeType')}\``, count: nodes, toKnow: `${layout}; ${kept}` };
  },
  'AWS::ElastiCache::CacheCluster': ({ NumCacheNodes: nodes, PreferredAvailabilityZones: zones }, say) => {
    const places = new Set([zones ?? []].flat().map((zone) => JSON.stringify(zone))).size;
    const layout = places > 0 ? `in ${plural(places, 'zone')}; ` : '';
    return {
      what: `cache nodes \`${say('CacheNodeType')}\``,
      count: Number(nodes),
      toKnow: `${layout}no replica, no backup`,
    };
  },
  'AWS::ElastiCache::ServerlessCache': (_, say) => ({
    what: 'serverless caches',
    toKnow: `${say('Engine')}; by data and requests`,
  }),
  'AWS::RDS::DBInstance': (properties, say) => {
    if (properties.DBClusterIdentifier !== undefined) {
      const serverless = properties.DBInstanceClass === 'db.serverless';
      return {
        what: serverless ? 'Aurora instances, Serverless v2' : `Aurora instances \`${say('DBInstanceClass')}\``,
        toKnow: watched(properties),
      };
    }
    const twice = String(properties.MultiAZ) === 'true';
    const grows = properties.MaxAllocatedStorage === undefined ? '' : `, grows to ${say('MaxAllocatedStorage')} GiB`;
    const storage = `${say('AllocatedStorage')} GiB ${say('StorageType')}${grows}${twice ? ', in each of both' : ''}`;
    return {
      what: `database instances \`${say('DBInstanceClass')}\` (${say('Engine')} ${say('EngineVersion')})`,
      count: twice ? 2 : 1,
      toKnow: joined(
        twice ? 'Multi-AZ: one is the standby' : 'one zone',
        storage,
        backedUp(properties),
        watched(properties),
      ),
    };
  },
  'AWS::RDS::DBCluster': ({ ServerlessV2ScalingConfiguration: scaling, ...properties }, say) => {
    const units = isObject(scaling)
      ? `${scaling.MinCapacity} to ${scaling.MaxCapacity} ACU for each serverless instance`
      : '';
    const storage = `storage ${properties.StorageType === undefined ? 'grows with the data' : say('StorageType')}`;
    return {
      what: `Aurora clusters (${say('Engine')} ${say('EngineVersion')})`,
      toKnow: joined(units, storage, backedUp(properties), watched(properties)),
    };
  },
  'AWS::RDS::DBProxy': () => ({ what: 'RDS proxies', toKnow: 'by the capacity of the database' }),
  'AWS::EC2::NatGateway': () => ({ what: 'NAT gateways', toKnow: 'by the hour and by traffic' }),
  'AWS::EC2::VPCEndpoint': ({ VpcEndpointType: type, SubnetIds: subnets }) =>
    type === 'Interface'
      ? {
          what: 'interface endpoints',
          toKnow: `each in ${plural([subnets ?? []].flat().length, 'subnet')}: charged for each zone`,
        }
      : { what: 'gateway endpoints', toKnow: 'not charged' },
  'AWS::SecretsManager::Secret': () => ({ what: 'secrets', toKnow: 'by the month and by call' }),
  'AWS::KMS::Key': () => ({ what: 'KMS keys of your own', toKnow: 'by the month and by call' }),
  'AWS::Logs::LogGroup': logGroup,
  // What a service writes to by a name of its own; the CDK says how long it is kept.
  'Custom::LogRetention': logGroup,
  'AWS::EC2::FlowLog': () => ({ what: 'flow logs', toKnow: 'by what is written' }),
  'AWS::Lambda::Function': (_, say, { name }) =>
    isForDeployment(name)
      ? { what: 'functions that run during a deployment only' }
      : { what: `functions with ${say('MemorySize') || '128'} MB`, toKnow: 'by call and time' },
  'AWS::ECS::TaskDefinition': (_, say) => ({
    what: `task definitions: ${say('Cpu')} CPU units, ${say('Memory')} MiB`,
    toKnow: 'each running task is charged by the hour',
  }),
  'AWS::ECS::Service': (_, say) => ({ what: 'services', toKnow: `${say('DesiredCount') || '1'} running tasks` }),
  'AWS::ApiGatewayV2::Api': () => ({ what: 'HTTP APIs', toKnow: 'by request' }),
  'AWS::ServiceDiscovery::PrivateDnsNamespace': () => ({
    what: 'private DNS namespaces',
    toKnow: 'a hosted zone, by the month',
  }),
  'AWS::Backup::BackupPlan': () => ({ what: 'AWS Backup plans', toKnow: 'by what is stored' }),
  'AWS::SQS::Queue': () => ({ what: 'queues', toKnow: 'by request' }),
  'AWS::CloudWatch::Alarm': () => ({ what: 'alarms', toKnow: 'by the month' }),
};

function logGroup({ RetentionInDays: days }: Properties, say: Say): Counted {
  const kept = `kept ${plural(Number(days), 'day', say('RetentionInDays'))}`;
  return { what: `log groups ${days === undefined ? 'that never expire' : kept}`, toKnow: 'by what is written' };
}

/** What to think about before a bill comes, counted; prices stand nowhere here. */
export function costsOf(template: StackTemplate): Cost[] {
  const rows = new Map<string, { count: number; toKnow: Set<string> }>();
  const order = Object.keys(COUNTED);
  for (const part of [...template.parts.values()].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type))) {
    for (const { what, count = 1, toKnow } of countedAs(part, template)) {
      const row = rows.get(what) ?? { count: 0, toKnow: new Set<string>() };
      row.count += count;
      if (toKnow) row.toKnow.add(toKnow);
      rows.set(what, row);
    }
  }
  return [...rows].map(([what, { count, toKnow }]) => ({
    what,
    howMany: Number.isNaN(count) ? '…' : String(count),
    toKnow: [...toKnow].join('. '),
  }));
}

/** What a node of the picture is, in a few words: `2 × cache.r7g.large`. */
export function sizeOf(part: Part, template: StackTemplate): string | undefined {
  const [first] = countedAs(part, template);
  const type = first?.what.match(/`([^`]+)`/)?.[1];
  if (type !== undefined) return `${first.count ?? 1} × ${type}`;
  return undefined;
}

function countedAs(part: Part, template: StackTemplate): Counted[] {
  const { type, properties } = part;
  const counted = COUNTED[type]?.(properties, (property) => said(properties[property], template), part);
  const managed = String(properties.ManageMasterUserPassword) === 'true';
  return [
    ...(counted ? [counted] : []),
    ...(managed ? [{ what: 'secrets', toKnow: 'RDS keeps the one of the master user' }] : []),
  ];
}

function backedUp({ BackupRetentionPeriod: days }: Properties): string {
  if (days === undefined) return '';
  return Number(days) === 0 ? 'no automated backup' : `automated backups kept ${plural(Number(days), 'day')}`;
}

function watched({
  MonitoringInterval: seconds,
  EnablePerformanceInsights,
  PerformanceInsightsEnabled,
  DatabaseInsightsMode: mode,
}: Properties): string {
  const insights = String(EnablePerformanceInsights ?? PerformanceInsightsEnabled) === 'true';
  return joined(
    Number(seconds ?? 0) > 0 ? `enhanced monitoring every ${seconds} s` : '',
    mode !== undefined ? `Database Insights ${mode}` : insights ? 'Performance Insights' : '',
  );
}

function joined(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('; ');
}

function plural(count: number, noun: string, unknown = '…'): string {
  if (Number.isNaN(count)) return `${unknown} ${noun}s`;
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
