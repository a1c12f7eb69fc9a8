import type { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import type { IDeliveryStreamRef } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup, type ILogGroupRef, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Profile } from './profile';

/** How a log is written. */
export enum LogFormat {
  /** One JSON object a line. */
  JSON = 'json',
  /** Text. */
  TEXT = 'text',
}

/** A log group that is made for one log of one cache. */
export interface LogGroupOptions {
  /**
   * How long its events are kept.
   *
   * @default - what the profile says: a year in production, a week in development
   */
  readonly retention?: RetentionDays;
  /**
   * The key that encrypts it; its policy must let CloudWatch Logs of the Region use it.
   *
   * @default - the key of CloudWatch Logs
   */
  readonly encryptionKey?: IKeyRef;
  /**
   * How the log is written.
   *
   * @default LogFormat.JSON
   */
  readonly format?: LogFormat;
}

/**
 * Where a log of the cache goes.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html
 */
export abstract class LogDestination {
  /** To a log group of its own. */
  public static ownLogGroup(options: LogGroupOptions = {}): LogDestination {
    return new OwnLogGroup(options);
  }

  /** To a log group that exists, of the same account and Region. */
  public static logGroup(logGroup: ILogGroupRef, format: LogFormat = LogFormat.JSON): LogDestination {
    const details = { cloudWatchLogsDetails: { logGroup: logGroup.logGroupRef.logGroupName } };
    return new Delivery('cloudwatch-logs', details, format);
  }

  /** To an Amazon Data Firehose stream of the same account and Region. */
  public static firehose(stream: IDeliveryStreamRef, format: LogFormat = LogFormat.JSON): LogDestination {
    const details = { kinesisFirehoseDetails: { deliveryStream: stream.deliveryStreamRef.deliveryStreamName } };
    return new Delivery('kinesis-firehose', details, format);
  }

  /** Nowhere: the log is not kept. */
  public static none(): LogDestination {
    return new Nowhere();
  }

  /**
   * @param scope the cache
   * @param id the id of a log group of its own: `SlowLog` or `EngineLog`
   * @param logType `slow-log` or `engine-log`
   * @internal
   */
  public abstract _bind(scope: Construct, id: string, logType: string, profile: Profile): LogDelivery[];
}

type LogDelivery = CfnReplicationGroup.LogDeliveryConfigurationRequestProperty;

class Nowhere extends LogDestination {
  public _bind(): LogDelivery[] {
    return [];
  }
}

class Delivery extends LogDestination {
  constructor(
    private readonly destinationType: string,
    private readonly destinationDetails: CfnReplicationGroup.DestinationDetailsProperty,
    private readonly logFormat: string,
  ) {
    super();
  }

  public _bind(_scope: Construct, _id: string, logType: string): LogDelivery[] {
    const { logFormat, destinationType, destinationDetails } = this;
    return [{ logType, logFormat, destinationType, destinationDetails }];
  }
}

class OwnLogGroup extends LogDestination {
  constructor(private readonly options: LogGroupOptions) {
    super();
  }

  public _bind(scope: Construct, id: string, logType: string, profile: Profile): LogDelivery[] {
    const logGroup = new CfnLogGroup(scope, id, {
      retentionInDays: this.options.retention ?? profile.logRetentionDays,
      kmsKeyId: this.options.encryptionKey?.keyRef.keyArn,
    });
    logGroup.applyRemovalPolicy(profile.logRemovalPolicy);
    return LogDestination.logGroup(logGroup, this.options.format)._bind(scope, id, logType, profile);
  }
}
