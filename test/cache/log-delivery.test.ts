import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Stack } from 'aws-cdk-lib/core';
import { LogDestination, LogFormat, Profile } from '../../lib';
import { cacheIn, groupOf, ID, type PropsIn, resources, resourcesOf, stack } from './given';

const slowLogOf = (props: PropsIn) => groupOf(props).LogDeliveryConfigurations[0];

describe('a log', () => {
  test('goes to a log group of its own for each log, kept as the profile says', () => {
    const template = resourcesOf({ slowLog: LogDestination.ownLogGroup(), engineLog: LogDestination.ownLogGroup() });
    expect(template).toEqual(resourcesOf());
    expect(resourcesOf({ profile: Profile.DEV })[ID.engineLog].Properties).toEqual({ RetentionInDays: 7 });
  });

  test('goes to a log group of its own with retention and key', () => {
    const template = resourcesOf((scope) => ({
      slowLog: LogDestination.ownLogGroup({
        retention: RetentionDays.ONE_MONTH,
        encryptionKey: Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/k'),
      }),
    }));
    expect(template[ID.slowLog]).toEqual({
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 30, KmsKeyId: 'arn:aws:kms:eu-west-1:111111111111:key/k' },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    expect(template[ID.engineLog].Properties).toEqual({ RetentionInDays: 365 });
  });

  test('goes to a log group that exists, by its name', () => {
    const props: PropsIn = (scope) => ({
      slowLog: LogDestination.logGroup(LogGroup.fromLogGroupName(scope, 'Logs', '/shop/slow')),
    });
    expect(slowLogOf(props)).toEqual({
      DestinationDetails: { CloudWatchLogsDetails: { LogGroup: '/shop/slow' } },
      DestinationType: 'cloudwatch-logs',
      LogFormat: 'json',
      LogType: 'slow-log',
    });
    expect(resourcesOf(props)[ID.slowLog]).toBeUndefined();
  });

  test('goes to one log group for both logs', () => {
    const scope = stack();
    const logs = LogDestination.logGroup(new LogGroup(scope, 'Logs'));
    cacheIn(scope, { slowLog: logs, engineLog: logs });
    const deliveries = resources(scope)[ID.group].Properties.LogDeliveryConfigurations;
    expect(deliveries.map(({ LogType }: { LogType: string }) => LogType)).toEqual(['slow-log', 'engine-log']);
    expect(deliveries[0].DestinationDetails).toEqual(deliveries[1].DestinationDetails);
  });

  test('goes to a stream of Firehose, by its name', () => {
    const scope = stack();
    cacheIn(scope, { slowLog: LogDestination.firehose(new CfnDeliveryStream(scope, 'Stream')) });
    expect(resources(scope)[ID.group].Properties.LogDeliveryConfigurations[0]).toEqual({
      DestinationDetails: { KinesisFirehoseDetails: { DeliveryStream: { Ref: 'Stream' } } },
      DestinationType: 'kinesis-firehose',
      LogFormat: 'json',
      LogType: 'slow-log',
    });
  });

  test.each<[string, (scope: Stack, format?: LogFormat) => LogDestination]>([
    ['a log group of its own', (_, format) => LogDestination.ownLogGroup({ format })],
    ['a log group that exists', (scope, format) => LogDestination.logGroup(new LogGroup(scope, 'Logs'), format)],
    ['a stream', (scope, format) => LogDestination.firehose(new CfnDeliveryStream(scope, 'Stream'), format)],
  ])('is written to %s as JSON, or as text where that is asked for', (_where, destination) => {
    const written = (format?: LogFormat) => slowLogOf((scope) => ({ slowLog: destination(scope, format) }));
    expect([written(), written(LogFormat.JSON), written(LogFormat.TEXT)].map(({ LogFormat: it }) => it)).toEqual([
      'json',
      'json',
      'text',
    ]);
    expect({ ...written(LogFormat.TEXT), LogFormat: 'json' }).toEqual(written());
  });

  test('as text changes nothing of the other log, nor of the log group', () => {
    const template = resourcesOf({ slowLog: LogDestination.ownLogGroup({ format: LogFormat.TEXT }) });
    const { LogDeliveryConfigurations: deliveries } = template[ID.group].Properties;
    expect(deliveries.map(({ LogFormat: it }: { LogFormat: string }) => it)).toEqual(['text', 'json']);
    expect(template[ID.slowLog]).toEqual(resourcesOf()[ID.slowLog]);
  });

  test('goes nowhere, and then no log group is made', () => {
    const template = resourcesOf({ slowLog: LogDestination.none(), engineLog: LogDestination.none() });
    expect(template[ID.slowLog] ?? template[ID.engineLog]).toBeUndefined();
    expect(template[ID.group].Properties.LogDeliveryConfigurations).toEqual([]);
  });

  test('of its own is the same destination for two caches, each with log groups of its own', () => {
    const own = LogDestination.ownLogGroup({ retention: RetentionDays.ONE_DAY });
    expect(resourcesOf({ slowLog: own })).toEqual(resourcesOf({ slowLog: own }));
  });
});
