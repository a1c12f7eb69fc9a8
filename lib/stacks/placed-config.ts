import { MaintenanceWindow } from '../cache/maintenance-window';
import { Profile } from '../cache/profile';
import { flag, oneOf, parsed, type Readers, text } from './context-value';
import { type NetworkConfig, networkProblems, networkReader } from './network-config';

/** What the context can say about every stack of the app, whatever its cache is: where it is, and by which profile. */
export interface PlacedConfig {
  /**
   * The account to deploy to, 12 digits; read by the app, not by the stack.
   *
   * @default - that of the credentials at deployment
   */
  readonly account?: string;
  /**
   * The Region to deploy to; read by the app, not by the stack.
   *
   * @default - that of the credentials at deployment
   */
  readonly region?: string;
  /**
   * The set of defaults.
   *
   * @default Profile.PRODUCTION
   */
  readonly profile?: Profile;
  /**
   * When the service may patch the nodes of the cache.
   *
   * @default - the service chooses
   */
  readonly maintenanceWindow?: MaintenanceWindow;
  /**
   * The network.
   *
   * @default - a new VPC of isolated subnets
   */
  readonly network?: NetworkConfig;
  /**
   * Write a stack policy beside the template, which denies updates that replace or delete what holds data.
   *
   * @default - true, in the development profile false
   */
  readonly stackPolicy?: boolean;
}

/** Reads it. */
export const PLACED_READERS: Readers<PlacedConfig> = {
  account: text(/^\d{12}$/, 'the 12 digits of an account'),
  region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, "a Region, such as 'eu-west-1'"),
  profile: oneOf({ production: Profile.PRODUCTION, dev: Profile.DEV }),
  maintenanceWindow: parsed(MaintenanceWindow.parse, "an hour to a day in UTC, such as 'sun:05:00-sun:06:00'"),
  network: networkReader,
  stackPolicy: flag,
};

/** Where a key stands in the context; one that is missing, where the key stands because of which it is missed. */
export type At = (key: string, because?: string) => string;

/** What contradicts itself in what is said of the place of a stack. */
export function placeProblems({ network = {}, account, region }: PlacedConfig, at: At): string[] {
  return networkProblems(network, at('network'), account !== undefined && region !== undefined);
}
