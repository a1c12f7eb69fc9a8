import type { AuthKind } from 'cache-tier/link';
import type { Profile } from '../cache/profile';

/** A finding of a cdk-nag pack that stands, and why. */
export interface AcknowledgedFinding {
  /** The id of the rule, with its pack. */
  readonly id: string;
  /** Why it stands: whoever audits the app reads it. */
  readonly reason: string;
  /** The CloudFormation type of the resources in which it stands. */
  readonly where: string;
  /**
   * What the paths of these resources look like.
   *
   * @default - any path
   */
  readonly path?: RegExp;
  /**
   * The profile in which it stands.
   *
   * @default - every profile
   */
  readonly profile?: Profile;
  /**
   * The kinds of authentication with which it stands.
   *
   * @default - every kind
   */
  readonly auth?: readonly AuthKind[];
}
