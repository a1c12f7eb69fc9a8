import { Duration } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import { ReplicationGroup } from '../cache/replication-group';
import type { OwnCache } from './published-address';
import type { StackConfig } from './stack-config';

/** Rotates the token, or the passwords of the users of a cache; IAM and Memcached have nothing to rotate. */
export function rotate(cache: OwnCache, { auth, rotation = {}, network = {} }: StackConfig): void {
  const { days = 30, endpoints = network.vpcId === undefined } = rotation;
  const kinds = [AuthKind.AUTH_TOKEN, AuthKind.PASSWORD];
  if (!(cache instanceof ReplicationGroup) || auth === undefined || !kinds.includes(auth.kind) || days === 0) return;
  cache.addRotation({ every: Duration.days(days), createEndpoints: endpoints });
}
