import { Stack, type StackProps } from 'aws-cdk-lib/core';
import { DEFAULT_LEADERBOARD_CONNECTION, LinkField } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { Leaderboard } from '../patterns/leaderboard';
import { LEADERBOARD_ACCESS } from '../patterns/store-access';
import type { LeaderboardConfig } from './leaderboard-config';
import { publishStore } from './published-store';
import { stackNetwork, zonesByOrder } from './stack-network';
import { storeProps } from './store-config';

/** What can be said about a stack with leaderboards. */
export interface LeaderboardStackProps extends StackProps {
  /**
   * How the store of the boards is configured.
   *
   * @default - the production profile in a network of its own
   */
  readonly config?: LeaderboardConfig;
}

/** A store of leaderboards and sets with its network; where to find it is in the outputs, and in SSM parameters. */
export class LeaderboardStack extends Stack {
  /** The store of the boards. */
  public readonly store: Leaderboard;

  /** @throws InvalidCacheError with everything that the service would refuse */
  constructor(scope: Construct, id: string, props: LeaderboardStackProps = {}) {
    super(scope, id, props);
    const { config = {} } = props;
    const { maxTtl } = config;
    const vpc = stackNetwork(this, config.network);
    this.store = new Leaderboard(this, 'Leaderboard', { vpc, ...storeProps(config), maxTtl });
    const application = config.application?.application(this, 'Application', { name: 'leaderboard', vpc });
    if (application !== undefined) this.store.connect(application.client);
    publishStore(this, this.store.cache, config, {
      as: DEFAULT_LEADERBOARD_CONNECTION,
      access: LEADERBOARD_ACCESS,
      settings: maxTtl === undefined ? {} : { [LinkField.MAX_TTL]: String(maxTtl.toSeconds()) },
    });
  }

  /** Two zones of the Region by their order; synthesis needs no account. */
  public override get availabilityZones(): string[] {
    return zonesByOrder();
  }
}
