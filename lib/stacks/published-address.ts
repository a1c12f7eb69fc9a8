import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import { LinkField, linkParameterName } from 'cache-tier/link';
import type { MemcachedCluster } from '../cache/memcached-cluster';
import { ReplicationGroup } from '../cache/replication-group';

/** A cache that a stack of this app makes. */
export type OwnCache = ReplicationGroup | MemcachedCluster;

/** Says where a cache is, in outputs of a stack and in parameters that other tools read. */
export function publishCache(stack: Stack, cache: OwnCache): void {
  const isGroup = cache instanceof ReplicationGroup;
  publish(stack, 'Endpoint', LinkField.ENDPOINT, cache.endpoint.hostname);
  if (isGroup) publish(stack, 'ReaderEndpoint', LinkField.READER_ENDPOINT, cache.readerEndpoint.hostname);
  publish(stack, 'Port', LinkField.PORT, String(cache.endpoint.port));
  publish(stack, 'SecurityGroup', LinkField.SECURITY_GROUP, cache.connections.securityGroups[0].securityGroupId);
  publish(stack, 'Arn', LinkField.ARN, isGroup ? cache.replicationGroupArn : cache.clusterArn);
}

/** Says a value in an output, and in a parameter by a name. */
export function publish(stack: Stack, id: string, name: string, value: string): void {
  new CfnOutput(stack, `${id}Output`, { value, key: id });
  new StringParameter(stack, `${id}Parameter`, {
    parameterName: linkParameterName(stack.stackName, name),
    stringValue: value,
  });
}
