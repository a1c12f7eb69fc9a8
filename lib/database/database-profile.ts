import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';

/** What a profile says. */
interface ProfileRow {
  readonly instanceType: InstanceType;
  readonly clusterInstanceType: InstanceType;
  readonly standby: boolean;
  readonly storage: { readonly allocated: number; readonly max: number };
  readonly backupRetention: Duration;
  readonly backupPlan: boolean;
  readonly insights: boolean;
  readonly monitoringInterval: Duration;
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;
}

/** A set of defaults for databases. A property that is given wins over its profile. */
export class DatabaseProfile {
  /**
   * A database that people rely on: in two zones, backed up, monitored, protected from deletion, with a snapshot when it
   * goes all the same, and its logs for a year.
   */
  public static readonly PRODUCTION = new DatabaseProfile('production', {
    instanceType: InstanceType.of(InstanceClass.M7G, InstanceSize.LARGE),
    clusterInstanceType: InstanceType.of(InstanceClass.R7G, InstanceSize.LARGE),
    standby: true,
    storage: { allocated: 100, max: 1000 },
    backupRetention: Duration.days(7),
    backupPlan: true,
    insights: true,
    monitoringInterval: Duration.seconds(60),
    deletionProtection: true,
    removalPolicy: RemovalPolicy.SNAPSHOT,
    logRetention: RetentionDays.ONE_YEAR,
  });

  /** A database to develop against: one small node, a backup of one day, destroyed with its stack, logs for a week. */
  public static readonly DEV = new DatabaseProfile('dev', {
    instanceType: InstanceType.of(InstanceClass.T4G, InstanceSize.MICRO),
    clusterInstanceType: InstanceType.of(InstanceClass.T4G, InstanceSize.MEDIUM),
    standby: false,
    storage: { allocated: 20, max: 100 },
    backupRetention: Duration.days(1),
    backupPlan: false,
    insights: false,
    monitoringInterval: Duration.seconds(0),
    deletionProtection: false,
    removalPolicy: RemovalPolicy.DESTROY,
    logRetention: RetentionDays.ONE_WEEK,
  });

  /** The machine of an instance. */
  public readonly instanceType: InstanceType;
  /** The machine of each instance of a cluster. */
  public readonly clusterInstanceType: InstanceType;
  /** Whether a second zone takes over: a standby of an instance, a reader of a cluster. */
  public readonly standby: boolean;
  /** The storage of an instance, in GiB. */
  public readonly allocatedStorage: number;
  /** How far its storage may grow, in GiB. */
  public readonly maxAllocatedStorage: number;
  /** How long automatic backups are kept. */
  public readonly backupRetention: Duration;
  /** Whether AWS Backup keeps backups as well. */
  public readonly backupPlan: boolean;
  /** Whether Database Insights look at the load. */
  public readonly insights: boolean;
  /** How often the operating system is looked at; 0 for never. */
  public readonly monitoringInterval: Duration;
  /** Whether the service refuses to delete it. */
  public readonly deletionProtection: boolean;
  /** What happens to the data when the database is deleted or replaced. */
  public readonly removalPolicy: RemovalPolicy;
  /** How long logs are kept. */
  public readonly logRetention: RetentionDays;

  private constructor(
    /** What it is called. */
    public readonly name: string,
    row: ProfileRow,
  ) {
    this.instanceType = row.instanceType;
    this.clusterInstanceType = row.clusterInstanceType;
    this.standby = row.standby;
    this.allocatedStorage = row.storage.allocated;
    this.maxAllocatedStorage = row.storage.max;
    this.backupRetention = row.backupRetention;
    this.backupPlan = row.backupPlan;
    this.insights = row.insights;
    this.monitoringInterval = row.monitoringInterval;
    this.deletionProtection = row.deletionProtection;
    this.removalPolicy = row.removalPolicy;
    this.logRetention = row.logRetention;
  }
}
