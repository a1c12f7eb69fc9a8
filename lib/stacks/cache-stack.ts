import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CfnOutput, Duration, Fn, Stack, type StackProps } from 'aws-cdk-lib/core';
import { AuthKind, LinkField, linkParameterName } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { Backup } from '../cache/backup';
import { Profile } from '../cache/profile';
import { ReplicationGroup } from '../cache/replication-group';
import { Topology } from '../topology/topology';
import { acknowledgeFindings } from './acknowledgements';
import type { BackupConfig, CacheConfig } from './cache-config';
import { cacheNetwork } from './cache-network';

/** What can be said about a cache stack. */
export interface CacheStackProps extends StackProps {
  /**
   * How the cache is configured.
   *
   * @default - the production profile in a network of its own
   */
  readonly config?: CacheConfig;
}

/** A replication group with its network; where to find it is in the outputs, and in SSM parameters. */
export class CacheStack extends Stack {
  /** The cache. */
  public readonly cache: ReplicationGroup;

  /** @throws InvalidCacheError with everything that the service would refuse */
  constructor(scope: Construct, id: string, props: CacheStackProps = {}) {
    super(scope, id, props);
    const { config = {} } = props;
    const {
      engine,
      nodeType,
      durability,
      workload,
      parameters,
      maintenanceWindow,
      profile = Profile.PRODUCTION,
      auth,
    } = config;
    const cache = new ReplicationGroup(this, 'Cache', {
      vpc: cacheNetwork(this, config.network),
      profile,
      engine,
      nodeType,
      topology: topologyOf(config, profile),
      durability,
      workload,
      parameters,
      backup: backupOf(config.backup),
      auth,
      maintenanceWindow,
    });
    this.cache = cache;
    this.rotate(config);
    cache.publishLink();
    this.publish('Endpoint', LinkField.ENDPOINT, cache.endpoint.hostname);
    this.publish('ReaderEndpoint', LinkField.READER_ENDPOINT, cache.readerEndpoint.hostname);
    this.publish('Port', LinkField.PORT, String(cache.endpoint.port));
    this.publish('SecurityGroup', LinkField.SECURITY_GROUP, cache.connections.securityGroups[0].securityGroupId);
    this.publish('Arn', LinkField.ARN, cache.replicationGroupArn);
    acknowledgeFindings(this, profile, auth?.kind ?? AuthKind.IAM);
  }

  /**
   * Two zones by their place in the list of the Region, also where account and Region are stated: the CDK would look up
   * their names, and synthesis would need the account.
   */
  public override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }

  /** The token, or the password of the user for reading and writing; IAM has nothing to rotate. */
  private rotate({ auth, rotation = {}, network = {} }: CacheConfig): void {
    const { days = 30, endpoints = network.vpcId === undefined } = rotation;
    const kinds = [AuthKind.AUTH_TOKEN, AuthKind.PASSWORD];
    if (auth === undefined || !kinds.includes(auth.kind) || days === 0) return;
    this.cache.addRotation({ every: Duration.days(days), createEndpoints: endpoints });
  }

  private publish(id: string, field: LinkField, value: string): void {
    new CfnOutput(this, `${id}Output`, { value, key: id });
    new StringParameter(this, `${id}Parameter`, {
      parameterName: linkParameterName(this.stackName, field),
      stringValue: value,
    });
  }
}

function topologyOf({ shards, replicas }: CacheConfig, profile: Profile): Topology | undefined {
  if (shards !== undefined) {
    return replicas === 0
      ? Topology.clusterModeWithoutReplicas({ shards })
      : Topology.clusterMode({ shards, replicasPerShard: replicas });
  }
  return replicas === undefined ? profile.topology : Topology.singleShard({ replicas });
}

function backupOf(config: BackupConfig | undefined): Backup | undefined {
  if (config === undefined) return undefined;
  const { retentionDays, window } = config;
  if (retentionDays === 0) return Backup.none();
  return Backup.daily({ retention: retentionDays === undefined ? undefined : Duration.days(retentionDays), window });
}
