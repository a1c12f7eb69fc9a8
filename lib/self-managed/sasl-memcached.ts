import { Connections, type ISecurityGroup, type IVpc, Port } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerInsights, type FargateService, type ICluster } from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { type CfnResource, Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { ICache } from '../cache/cache';
import { noteDevelopment } from '../cache/development-note';
import { Profile } from '../cache/profile';
import type { CacheFacts } from '../connect/cache-facts';
import type { IClient } from '../connect/client';
import { clientSecurityGroup } from '../connect/client-security-group';
import { connect } from '../connect/connect';
import type { Connection, ConnectOptions } from '../connect/connection';
import { Endpoint } from '../connect/endpoint';
import { type PublishLinkOptions, publishLink } from '../connect/published-link';
import { namesOff } from '../network/dns-names';
import { checkReach } from '../network/service-reach';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { injected } from '../policy/property-injection';
import type { RotationOptions } from '../rotation/rotation-options';
import type { SecretRotation } from '../rotation/secret-rotation';
import { MEMCACHED_PORT } from './memcached-command';
import { memcachedTask } from './memcached-task';
import { nodeHosts, ownDomainName } from './node-names';
import { nodeSecurityGroup } from './node-security-group';
import { nodeServices } from './node-services';
import { acknowledgeNodes } from './sasl-findings';
import { SASL_TARGET, saslIdentity, saslLink } from './sasl-link';
import { withDefaults } from './sasl-memcached-defaults';
import { kibibytesOf, namespaceProblems, nodeSubnets, propertyProblems, pullProblems } from './sasl-memcached-problems';
import type { SaslMemcachedProps } from './sasl-memcached-props';
import { type RotatedNodes, saslRotation } from './sasl-rotation';
import { saslSecrets } from './sasl-secrets';

/** What every task calls to start, from wherever its image comes. */
const NEEDED = ['secretsmanager', 'logs'] as const;

/** Names of Cloud Map are those of a private hosted zone. */
const ZONE_PAGE = 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html';

/**
 * Memcached with users, which ElastiCache has not: the official image on Fargate, in private subnets, with SASL and a
 * password that can be rotated. Each node is a service of one task with a name of its own, so that keys stay where they are
 * when a task is replaced; what the task held is gone then. Nobody patches it, scales it or watches it but you.
 *
 * @see https://docs.memcached.org/features/authentication/
 */
export class SaslMemcached extends Resource implements ICache {
  /** The id by which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cache-tier.SaslMemcached';

  /** The first node, for clients that take one only. */
  public readonly endpoint: Endpoint;
  /** What every client has to know, by the names of `cache-tier/link`; the secret is given by `connect`. */
  public readonly link: { readonly [field: string]: string };
  /** Who may connect. */
  public readonly connections: Connections;
  /** The hosts of the nodes, in their order: keys belong to these names. */
  public readonly hosts: string[];
  /** The secret that clients read: a JSON object with `username` and `password`. */
  public readonly secret: ISecret;
  /** The ECS cluster of the nodes. */
  public readonly cluster: ICluster;
  /** The services of the nodes, in their order. */
  public readonly services: FargateService[];
  /** The logs of the nodes. */
  public readonly logGroup: ILogGroup;
  private readonly vpc: IVpc;
  private readonly parts: Omit<RotatedNodes, 'cache'>;

  /** @throws InvalidCacheError with everything that is wrong with it */
  constructor(scope: Construct, id: string, props: SaslMemcachedProps) {
    super(scope, id);
    const settings = withDefaults(injected(scope, SaslMemcached.PROPERTY_INJECTION_ID, id, props));
    const { vpc, nodes, user, size, maxConnections } = settings;
    const { subnets, problems: placeProblems } = nodeSubnets(settings);
    const problems = [...propertyProblems(settings), ...placeProblems];
    if (subnets === undefined || problems.length > 0) throw new InvalidCacheError(this.node.path, problems);
    const tls = settings.certificate !== undefined;
    const domainName = settings.domainName ?? ownDomainName(this);

    const securityGroup = nodeSecurityGroup(this, vpc);
    const secrets = saslSecrets(this, user, settings.encryptionKey);
    const cluster = new Cluster(this, 'Resource', { vpc, containerInsightsV2: ContainerInsights.ENABLED });
    const command = { size, maxConnections, maxItemKiB: kibibytesOf(settings.maxItemSize), tls };
    const { task, logGroup } = memcachedTask(this, settings, { command, secrets });
    const namespace = new PrivateDnsNamespace(this, 'Namespace', { vpc, name: domainName });
    const services = nodeServices(this, { cluster, task, namespace, subnets, securityGroup, nodes });
    acknowledgeNodes(this);
    if (settings.profile === Profile.DEV) noteDevelopment(cluster.node.defaultChild as CfnResource, this);
    checkReach(this, vpc, subnets, NEEDED, 'give the VPC that, before the nodes');
    this.node.addValidation({
      validate: () => [
        ...pullProblems(settings, subnets),
        ...namesOff(vpc, 'vpc', ZONE_PAGE),
        ...namespaceProblems(namespace),
      ],
    });

    this.vpc = vpc;
    this.connections = new Connections({ securityGroups: [securityGroup], defaultPort: Port.tcp(MEMCACHED_PORT) });
    this.hosts = nodeHosts(domainName, nodes);
    this.endpoint = new Endpoint(this.hosts[0], MEMCACHED_PORT);
    this.link = saslLink(this.hosts, { user, tls });
    this.secret = secrets.current;
    this.cluster = cluster;
    this.services = services;
    this.logGroup = logGroup;
    this.parts = { settings, secrets, cluster, services, hosts: this.hosts };
  }

  /**
   * Connects a client: lets it in on the port, lets it read the secret, and tells it where the nodes are.
   *
   * @throws InvalidCacheError if the client cannot connect as it is, with what to do
   */
  public connect(client: IClient, options: ConnectOptions = {}): Connection {
    return connect(this.facts, client, options);
  }

  /**
   * Publishes what a client has to know that this app does not have, in an SSM parameter.
   *
   * @throws InvalidCacheError if nobody can be that client
   */
  public publishLink(options: PublishLinkOptions = {}): Connection {
    return publishLink(this.facts, options);
  }

  /**
   * Rotates the password: the next one, which the nodes know already, becomes the current one, and the nodes are restarted
   * one after the other, so that they know the one after it. A restart empties a node. The previous password works until the
   * next rotation, unless it is retired.
   *
   * @throws InvalidCacheError if it is rotated already
   */
  public addRotation(options: RotationOptions = {}): SecretRotation {
    const rotation = saslRotation({ ...this.parts, cache: this }, options);
    acknowledgeNodes(this);
    return rotation;
  }

  /** A security group for clients that this app does not have: whoever is in it is let in on the port. */
  public get clientSecurityGroup(): ISecurityGroup {
    return clientSecurityGroup(this.facts, this.vpc);
  }

  private get facts(): CacheFacts {
    const { connections, link, secret, vpc } = this;
    return {
      construct: this,
      connections,
      vpc,
      ports: [MEMCACHED_PORT],
      arn: this.cluster.clusterArn,
      words: SASL_TARGET,
      // Each node waits for the one before it.
      servers: this.services.slice(-1).map((service) => service.node.findChild('Service')),
      link,
      identity: (options) => saslIdentity(this, secret, options),
    };
  }
}
