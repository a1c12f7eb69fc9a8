import { Size } from 'aws-cdk-lib/core';
import { Profile } from '../cache/profile';
import { FargateSize } from './fargate-size';
import type { SaslMemcachedProps } from './sasl-memcached-props';

/** What has a default that does not depend on where the cache is. */
type Defaulted = 'logRemovalPolicy' | 'logRetention' | 'maxConnections' | 'maxItemSize' | 'nodes' | 'size' | 'user';

/** What is said of a cache, and the defaults of its profile for the rest. */
export type SaslMemcachedSettings = SaslMemcachedProps & Required<Pick<SaslMemcachedProps, Defaulted>>;

/** Takes the defaults for what is not said. */
export function withDefaults(props: SaslMemcachedProps): SaslMemcachedSettings {
  const { profile = Profile.PRODUCTION } = props;
  return {
    ...props,
    nodes: props.nodes ?? profile.memcachedNodes,
    size: props.size ?? (profile === Profile.DEV ? FargateSize.SMALLEST : FargateSize.of(1024, 4096)),
    user: props.user ?? DEFAULT_USER,
    maxConnections: props.maxConnections ?? 4096,
    maxItemSize: props.maxItemSize ?? Size.mebibytes(1),
    logRetention: props.logRetention ?? profile.logRetentionDays,
    logRemovalPolicy: props.logRemovalPolicy ?? profile.logRemovalPolicy,
  };
}

/** The user as whom clients log in, if none is said. */
export const DEFAULT_USER = 'cache-tier';
