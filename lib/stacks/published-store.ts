import type { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { Annotations, type Stack } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import type { ICache } from '../cache/cache';
import { Profile } from '../cache/profile';
import type { ReplicationGroup } from '../cache/replication-group';
import { accessOf, type StoreAccess } from '../patterns/store-access';
import { WARNING_PREFIX } from '../policy/enforce';
import { acknowledgeFindings } from './acknowledgements';
import { publishCache } from './published-address';
import { rotate } from './secret-rotation-config';
import type { StackConfig } from './stack-config';
import { logRefused } from './store-config';

/** What applications are told that this app does not have. */
export interface StoreLink {
  /** The name of the connection. */
  readonly as: string;
  /** What they may do. */
  readonly access: StoreAccess;
  /** The times of the store, by the names of the link. */
  readonly settings: { readonly [field: string]: string };
}

/** Rotates the secrets of a store that a stack has made, and says where it is. */
export function publishStore(stack: Stack, cache: ICache, config: StackConfig, link: StoreLink): void {
  // The stack gives no cache that exists already.
  const group = cache as ReplicationGroup;
  const reason = logRefused(config);
  if (reason !== undefined) withoutLog(group, reason);
  rotate(group, config);
  const { as, access, settings } = link;
  group.publishLink({ as, settings, access: accessOf(access, group, {}) });
  publishCache(stack, group);
  acknowledgeFindings(stack, config.profile ?? Profile.PRODUCTION, config.auth?.kind ?? AuthKind.IAM);
}

function withoutLog(group: ReplicationGroup, reason: string): void {
  // Engines that have no log have no word for it either.
  if (group.engine.features.durability !== true)
    (group.node.defaultChild as CfnReplicationGroup).durability = undefined;
  Annotations.of(group).addWarningV2(
    `${WARNING_PREFIX}store-without-log`,
    `'durability' needs Valkey 9.0 or newer, nodes of r8g, r7g, r6g, m8g, m7g, m6g, c8gn or c7gn, and a replica, got ${reason}; without it, what this store holds is lost with its nodes: change it, or set durability to disabled (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html)`,
  );
}
