import type { SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Duration } from 'aws-cdk-lib/core';

/** When the credential before the current one stops working. */
export enum RetirePrevious {
  /** With the next rotation: clients that keep a secret in memory have until then to read the new one. */
  AT_NEXT_ROTATION = 'at-next-rotation',
  /** With the rotation itself: a client that has not read the new one yet is locked out. */
  IMMEDIATELY = 'immediately',
}

/** How a credential is rotated. */
export interface RotationOptions {
  /**
   * The time between two rotations: whole days, 1 to 1000.
   *
   * @default Duration.days(30)
   * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
   */
  readonly every?: Duration;
  /**
   * When the credential before the current one stops working.
   *
   * @default RetirePrevious.AT_NEXT_ROTATION
   */
  readonly retirePrevious?: RetirePrevious;
  /**
   * The subnets of the function that rotates, private ones. It calls Secrets Manager and the service of the credential, which
   * is ElastiCache, or Amazon ECS for `SaslMemcached`: subnets without a way out need the interface endpoints of both.
   *
   * @default - private subnets with a way out, or else isolated subnets; never public ones
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * Whether the VPC gets interface endpoints of Secrets Manager and of the service of the credential, one set for all
   * rotations in it. They stand in the stack of the VPC, are charged by the hour, and answer for both services in the whole
   * VPC: other clients of these services there have to be let in by the `connections` of `serviceEndpoints`.
   *
   * @default false
   */
  readonly createEndpoints?: boolean;
  /**
   * How many calls of the function may run at once, taken from what the account has. A part of that stays unreserved in
   * every account: in one with a low quota each reservation fails.
   *
   * @default - not limited
   */
  readonly reservedConcurrency?: number;
  /**
   * How long the logs of the function are kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;
  /**
   * The key that encrypts logs, dead letters and environment of the function; its policy must let CloudWatch Logs of the
   * Region use it. The secret has a key of its own.
   *
   * @default - keys of the services
   */
  readonly encryptionKey?: IKey;
}
