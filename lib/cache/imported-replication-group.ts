import { Connections, Port } from 'aws-cdk-lib/aws-ec2';
import { Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { UnknownAuth } from '../access/bound-auth';
import { CacheGrants } from '../access/cache-grants';
import { storedId } from '../access/user-id';
import type { IClient } from '../connect/client';
import { connect } from '../connect/connect';
import type { Connection, ConnectOptions } from '../connect/connection';
import { Endpoint } from '../connect/endpoint';
import { arnOf, DEFAULT_PORT, linkOf } from './replication-group-address';
import type { IReplicationGroup } from './replication-group-interface';
import type { ReplicationGroupAttributes } from './replication-group-props';

/** A replication group that exists already. */
export class ImportedReplicationGroup extends Resource implements IReplicationGroup {
  public readonly replicationGroupId: string;
  public readonly replicationGroupArn: string;
  public readonly replicationGroupRef: IReplicationGroup['replicationGroupRef'];
  public readonly endpoint: Endpoint;
  public readonly readerEndpoint: Endpoint;
  public readonly connections: Connections;
  public readonly grants: CacheGrants;
  public readonly link: { readonly [field: string]: string };
  private readonly auth: ReturnType<NonNullable<ReplicationGroupAttributes['auth']>['_bindImported']>;

  constructor(scope: Construct, id: string, attributes: ReplicationGroupAttributes) {
    super(scope, id);
    const {
      endpointAddress,
      readerEndpointAddress = endpointAddress,
      port = DEFAULT_PORT,
      securityGroups,
    } = attributes;
    this.replicationGroupId = storedId(attributes.replicationGroupId);
    this.replicationGroupArn = arnOf(this, this.replicationGroupId);
    this.replicationGroupRef = { replicationGroupId: this.replicationGroupId };
    this.endpoint = new Endpoint(endpointAddress, port);
    this.readerEndpoint = new Endpoint(readerEndpointAddress, port);
    this.connections = new Connections({ securityGroups, defaultPort: Port.tcp(port) });
    this.grants = CacheGrants.fromReplicationGroup(this);
    this.auth = attributes.auth?._bindImported(this) ?? new UnknownAuth(this);
    this.link = linkOf(this, {
      engine: attributes.engine,
      tls: attributes.transitEncryption ?? true,
      clusterMode: attributes.clusterMode ?? false,
      auth: this.auth.kind,
    });
  }

  public connect(client: IClient, options: ConnectOptions = {}): Connection {
    const { connections, replicationGroupArn: arn, link } = this;
    const identity = this.auth.identityOf.bind(this.auth);
    return connect({ construct: this, connections, ports: [this.endpoint.port], arn, link, identity }, client, options);
  }
}
