import { Connections, Port } from 'aws-cdk-lib/aws-ec2';
import { Resource, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { storedId } from '../access/user-id';
import type { IClient } from '../connect/client';
import { connect } from '../connect/connect';
import type { Connection, ConnectOptions } from '../connect/connection';
import { Endpoint } from '../connect/endpoint';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { clusterArn, clusterLink, MEMCACHED_PORT, MEMCACHED_TARGET, nobody } from './memcached-cluster-address';
import type { IMemcachedCluster } from './memcached-cluster-interface';
import type { MemcachedClusterAttributes } from './memcached-cluster-props';

/** A Memcached cluster that exists already. */
export class ImportedMemcachedCluster extends Resource implements IMemcachedCluster {
  public readonly clusterName: string;
  public readonly clusterArn: string;
  public readonly cacheClusterRef: IMemcachedCluster['cacheClusterRef'];
  public readonly endpoint: Endpoint;
  public readonly connections: Connections;
  public readonly link: { readonly [field: string]: string };

  constructor(scope: Construct, id: string, attributes: MemcachedClusterAttributes) {
    super(scope, id);
    refusePort(this, attributes.endpointAddress);
    const { endpointAddress, port = MEMCACHED_PORT, securityGroups, transitEncryption = true } = attributes;
    this.clusterName = storedId(attributes.clusterName);
    this.clusterArn = clusterArn(this, this.clusterName);
    this.cacheClusterRef = { clusterName: this.clusterName };
    this.endpoint = new Endpoint(endpointAddress, port);
    this.connections = new Connections({ securityGroups, defaultPort: Port.tcp(port) });
    this.link = clusterLink(this, transitEncryption);
  }

  public connect(client: IClient, options: ConnectOptions = {}): Connection {
    const facts = {
      construct: this,
      connections: this.connections,
      ports: [this.endpoint.port],
      arn: this.clusterArn,
      words: MEMCACHED_TARGET,
      link: this.link,
      identity: nobody.bind(undefined, this),
    };
    return connect(facts, client, options);
  }
}

/** The console shows the configuration endpoint with its port. */
function refusePort({ node }: Construct, address: string): void {
  const [, host, port] = /^([^:]+):(\d+)$/.exec(Token.isUnresolved(address) ? '' : address) ?? [];
  if (host === undefined) return;
  throw new InvalidCacheError(node.path, [
    `'endpointAddress' needs the host alone, got '${address}'; write '${host}', and port: ${port} (${PAGE})`,
  ]);
}

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html';
