import { Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import { DEFAULT_SESSIONS_CONNECTION, LinkField } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { SessionStore } from '../patterns/session-store';
import { SESSION_ACCESS } from '../patterns/store-access';
import { publishStore } from './published-store';
import type { SessionStoreConfig } from './session-store-config';
import { stackNetwork, zonesByOrder } from './stack-network';
import { storeProps } from './store-config';

/** What can be said about a stack with a store of sessions. */
export interface SessionStoreStackProps extends StackProps {
  /**
   * How the store is configured.
   *
   * @default - the production profile in a network of its own
   */
  readonly config?: SessionStoreConfig;
}

/** A store of sessions with its network; where to find it is in the outputs, and in SSM parameters. */
export class SessionStoreStack extends Stack {
  /** The store. */
  public readonly store: SessionStore;

  /** @throws InvalidCacheError with everything that the service would refuse */
  constructor(scope: Construct, id: string, props: SessionStoreStackProps = {}) {
    super(scope, id, props);
    const { config = {} } = props;
    const { ttl = Duration.days(1), maxTtl = longer(ttl, Duration.days(30)) } = config;
    const vpc = stackNetwork(this, config.network);
    this.store = new SessionStore(this, 'SessionStore', { vpc, ...storeProps(config), ttl, maxTtl });
    const application = config.application?.application(this, 'Application', { name: 'sessions', vpc });
    if (application !== undefined) this.store.connect(application.client);
    publishStore(this, this.store.cache, config, {
      as: DEFAULT_SESSIONS_CONNECTION,
      access: SESSION_ACCESS,
      settings: {
        [LinkField.TTL]: String(ttl.toSeconds()),
        [LinkField.MAX_TTL]: String(maxTtl.toSeconds()),
      },
    });
  }

  /** Two zones of the Region by their order; synthesis needs no account. */
  public override get availabilityZones(): string[] {
    return zonesByOrder();
  }
}

function longer(one: Duration, other: Duration): Duration {
  return one.toSeconds() > other.toSeconds() ? one : other;
}
