import type { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { ArnFormat, type Resource, Stack } from 'aws-cdk-lib/core';
import { type AuthKind, LINK_VERSION, type Link, LinkField } from 'cache-tier/link';
import { Endpoint } from '../connect/endpoint';
import type { Topology } from '../topology/topology';
import type { IReplicationGroup } from './replication-group-interface';

/** The port of every group that states none, whatever its engine: the port is create-only, the engine may change. */
export const DEFAULT_PORT = 6379;

/** The ARN of a replication group, with a colon before its id. */
export function arnOf(resource: Resource, replicationGroupId: string): string {
  return Stack.of(resource).formatArn({
    service: 'elasticache',
    resource: 'replicationgroup',
    resourceName: replicationGroupId,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** In cluster mode one endpoint serves both; a single node has no replica to read from. */
export function endpoints(resource: CfnReplicationGroup, topology: Topology, port: number): [Endpoint, Endpoint] {
  const configuration = new Endpoint(resource.attrConfigurationEndPointAddress, port);
  if (topology.clusterMode) return [configuration, configuration];
  const primary = new Endpoint(resource.attrPrimaryEndPointAddress, port);
  const reader = new Endpoint(resource.attrReaderEndPointAddress, port);
  return [primary, topology.replicasPerShard > 0 ? reader : primary];
}

/** How clients speak to a group. */
export interface LinkTraits {
  /** Its engine; undefined if it is not known. */
  readonly engine?: string;
  /** Whether clients connect by TLS; undefined if it is not known. */
  readonly tls?: boolean;
  /** Whether clients have to speak the cluster protocol. */
  readonly clusterMode: boolean;
  /** How clients prove who they are; undefined if it is not known. */
  readonly auth?: AuthKind;
}

/** What every client has to know of a group. */
export function linkOf(group: IReplicationGroup, { engine, tls, clusterMode, auth }: LinkTraits): Link {
  return {
    [LinkField.VERSION]: String(LINK_VERSION),
    ...(engine === undefined ? {} : { [LinkField.ENGINE]: engine }),
    [LinkField.ENDPOINT]: group.endpoint.hostname,
    [LinkField.READER_ENDPOINT]: group.readerEndpoint.hostname,
    [LinkField.PORT]: String(group.endpoint.port),
    ...(tls === undefined ? {} : { [LinkField.TLS]: String(tls) }),
    [LinkField.CLUSTER_MODE]: String(clusterMode),
    ...(auth === undefined ? {} : { [LinkField.AUTH]: auth }),
    [LinkField.ARN]: group.replicationGroupArn,
  };
}
