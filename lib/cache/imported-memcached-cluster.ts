import { Connections, Port } from 'aws-cdk-lib/aws-ec2';
import { Annotations, Resource, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { storedId } from '../access/user-id';
import type { IClient } from '../connect/client';
import { connect } from '../connect/connect';
import type { Connection, ConnectOptions } from '../connect/connection';
import { Endpoint } from '../connect/endpoint';
import { WARNING_PREFIX } from '../policy/enforce';
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
    const problems = importProblems(attributes);
    if (problems.length > 0) throw new InvalidCacheError(this.node.path, problems);
    const { endpointAddress, port = MEMCACHED_PORT, securityGroups, transitEncryption = true } = attributes;
    warnOfNode(this, endpointAddress);
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

/** What is wrong with what is said of a cluster. The console shows its configuration endpoint with the port. */
function importProblems({ clusterName, endpointAddress, port = MEMCACHED_PORT }: MemcachedClusterAttributes): string[] {
  const problems: string[] = [];
  if (!Token.isUnresolved(clusterName) && !/^[a-z][a-z0-9-]{0,49}$/i.test(clusterName)) {
    problems.push(
      `'clusterName' needs 1 to 50 letters, digits and hyphens, a letter first, got '${clusterName}'; write the name that the console shows (${PAGE})`,
    );
  }
  if (!Token.isUnresolved(endpointAddress) && !HOST.test(endpointAddress)) {
    const [, host, shown] = /^(.+):(\d+)$/.exec(endpointAddress) ?? [];
    const address = HOST.test(host ?? '')
      ? `'${host}', and port: ${shown}`
      : "'pages.abc123.cfg.euw1.cache.amazonaws.com'";
    problems.push(`'endpointAddress' needs the host alone, got '${endpointAddress}'; write ${address} (${PAGE})`);
  }
  if (!Token.isUnresolved(port) && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    problems.push(
      `'port' needs a whole number from 1 to 65535, got ${port}; leave it out for ${MEMCACHED_PORT} (${PAGE})`,
    );
  }
  return problems;
}

/** Every node knows the others, so clients find them all by this one, until it is gone. */
function warnOfNode(cluster: Construct, endpointAddress: string): void {
  if (Token.isUnresolved(endpointAddress) || !NODE.test(endpointAddress)) return;
  Annotations.of(cluster).addWarningV2(
    `${WARNING_PREFIX}memcached-node-endpoint`,
    `'endpointAddress' needs the configuration endpoint, with which clients start whichever nodes there are, got '${endpointAddress}', the endpoint of one node; write '${endpointAddress.replace(NODE, '$1.cfg.$2')}' (${PAGE})`,
  );
}

/** A number of four digits stands where the configuration endpoint has `cfg`. */
const NODE = /^([a-z0-9-]+\.[a-z0-9]+)\.\d{4}\.([a-z0-9]+\.cache\.amazonaws\.com(\.cn)?)$/i;

const HOST = /^[a-z0-9.-]+$/i;
const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html';
