import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { ClusterInstance, type ClusterInstanceOptions, type DatabaseClusterProps } from 'aws-cdk-lib/aws-rds';
import { Token } from 'aws-cdk-lib/core';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { DatabaseProfile } from './database-profile';

/** A cluster of machines. */
export interface ProvisionedOptions {
  /**
   * The machine of each instance.
   *
   * @default - r7g.large, in the profile DEV t4g.medium
   */
  readonly instanceType?: InstanceType;
  /**
   * The number of readers, 0 to 15. The first takes over when the writer is lost.
   *
   * @default - 1, in the profile DEV 0
   */
  readonly readers?: number;
}

/** A cluster whose instances grow and shrink. */
export interface ServerlessOptions {
  /**
   * The least capacity of each instance, in ACUs, 0 to 256 in steps of 0.5; with 0 it pauses when it is idle.
   *
   * @default 0.5
   */
  readonly minCapacity?: number;
  /**
   * The most capacity of each instance, in ACUs, 1 to 256 in steps of 0.5.
   *
   * @default 8
   */
  readonly maxCapacity?: number;
  /**
   * The number of readers, 0 to 15. The first grows with the writer, and takes over when it is lost.
   *
   * @default - 1, in the profile DEV 0
   */
  readonly readers?: number;
}

/** What every instance of a cluster has. */
export type InstanceHardening = Pick<
  ClusterInstanceOptions,
  | 'publiclyAccessible'
  | 'autoMinorVersionUpgrade'
  | 'allowMajorVersionUpgrade'
  | 'enablePerformanceInsights'
  | 'performanceInsightRetention'
  | 'performanceInsightEncryptionKey'
>;

/** The instances of a cluster. */
export class ClusterCapacity {
  /**
   * Machines of a size that is stated.
   *
   * @throws InvalidCacheError if the number of readers cannot be
   */
  public static provisioned(options: ProvisionedOptions = {}): ClusterCapacity {
    refuse('ClusterCapacity.provisioned', readerProblems(options.readers));
    return new ClusterCapacity(options.readers, options.instanceType);
  }

  /**
   * Aurora Serverless v2: what is used is paid for.
   *
   * @throws InvalidCacheError if the capacities or the number of readers cannot be
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
   */
  public static serverless(options: ServerlessOptions = {}): ClusterCapacity {
    const { minCapacity: min = 0.5, maxCapacity: max = 8 } = options;
    refuse('ClusterCapacity.serverless', [
      ...unitProblems('minCapacity', min, 0),
      ...unitProblems('maxCapacity', max, 1),
      ...(max < min ? [`'maxCapacity' needs at least 'minCapacity', ${min}, got ${max}; raise it`] : []),
      ...readerProblems(options.readers),
    ]);
    return new ClusterCapacity(options.readers, undefined, { min, max });
  }

  private constructor(
    private readonly readers: number | undefined,
    private readonly instanceType: InstanceType | undefined,
    private readonly units?: { readonly min: number; readonly max: number },
  ) {}

  /**
   * The machine of each instance; undefined if they grow and shrink.
   *
   * @internal
   */
  public _machine(profile: DatabaseProfile): InstanceType | undefined {
    return this.units === undefined ? (this.instanceType ?? profile.clusterInstanceType) : undefined;
  }

  /** @internal */
  public _render(
    profile: DatabaseProfile,
    hardening: InstanceHardening,
  ): Pick<DatabaseClusterProps, 'writer' | 'readers' | 'serverlessV2MinCapacity' | 'serverlessV2MaxCapacity'> {
    const { readers = profile.standby ? 1 : 0, units } = this;
    const ids = Array.from({ length: readers }, (_, index) => `Reader${index + 1}`);
    const instanceType = this._machine(profile);
    if (units === undefined) {
      const instance = (id: string) => ClusterInstance.provisioned(id, { ...hardening, instanceType });
      return { writer: instance('Writer'), readers: ids.map(instance) };
    }
    return {
      writer: ClusterInstance.serverlessV2('Writer', hardening),
      // Who takes over has to be as large as the writer was.
      readers: ids.map((id, index) => ClusterInstance.serverlessV2(id, { ...hardening, scaleWithWriter: index === 0 })),
      serverlessV2MinCapacity: units.min,
      serverlessV2MaxCapacity: units.max,
    };
  }
}

function refuse(subject: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new InvalidCacheError(subject, problems);
}

function readerProblems(readers = 0): string[] {
  if (Number.isInteger(readers) && readers >= 0 && readers <= 15) return [];
  return [`'readers' needs a whole number, 0 to 15, got ${readers}; choose one of them (${REPLICAS_PAGE})`];
}

function unitProblems(name: string, units: number, least: number): string[] {
  if (Token.isUnresolved(units) || (units >= least && units <= 256 && Number.isInteger(units * 2))) return [];
  return [`'${name}' needs ${least} to 256 ACUs in steps of 0.5, got ${units}; choose one of them (${UNITS_PAGE})`];
}

const REPLICAS_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html';
const UNITS_PAGE =
  'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html';
