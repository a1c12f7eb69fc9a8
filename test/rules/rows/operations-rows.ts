import { maybe, NO_VALUE, REDIS, type Row, SECONDARY, UNKNOWN } from '../judged';

const SLOW = {
  LogType: 'slow-log',
  LogFormat: 'json',
  DestinationType: 'cloudwatch-logs',
  DestinationDetails: { CloudWatchLogsDetails: { LogGroup: 'slow' } },
};
const ENGINE = {
  LogType: 'engine-log',
  LogFormat: 'text',
  DestinationType: 'kinesis-firehose',
  DestinationDetails: { KinesisFirehoseDetails: { DeliveryStream: 'engine' } },
};

export const OPERATIONS_ROWS: readonly Row[] = [
  {
    id: 'maintenance-window-form',
    breaks: { PreferredMaintenanceWindow: 'Sun:05:00-Sun:06:00' },
    message: `'Properties.PreferredMaintenanceWindow' needs the form 'ddd:hh:mm-ddd:hh:mm' in UTC, days in lower case, got "Sun:05:00-Sun:06:00"; write it as PreferredMaintenanceWindow: 'sun:05:00-sun:06:00' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/maintenance-window.html)`,
    holds: [
      { PreferredMaintenanceWindow: 'sat:23:30-sun:00:30' },
      { PreferredMaintenanceWindow: UNKNOWN },
      { PreferredMaintenanceWindow: NO_VALUE },
    ],
  },
  {
    id: 'maintenance-window-length',
    breaks: { PreferredMaintenanceWindow: 'sun:05:00-mon:05:01' },
    message: `'Properties.PreferredMaintenanceWindow' needs 60 minutes to 24 hours, got "sun:05:00-mon:05:01"; move its start or its end (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/maintenance-window.html)`,
    holds: [
      { PreferredMaintenanceWindow: 'sun:05:00-mon:05:00' },
      { PreferredMaintenanceWindow: 'sat:23:30-sun:00:30' },
      { PreferredMaintenanceWindow: 'on Sunday' },
      { PreferredMaintenanceWindow: UNKNOWN },
    ],
  },
  {
    id: 'minor-upgrades-ignored',
    breaks: { ...REDIS, EngineVersion: '5.0.6', AutoMinorVersionUpgrade: 'true' },
    message:
      "'Properties.AutoMinorVersionUpgrade' needs valkey 7.2 or redis 6.0, or newer, to have an effect, got redis 5.0.6; upgrade the engine yourself (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { ...REDIS, EngineVersion: '6.0', AutoMinorVersionUpgrade: 'true' },
      { ...REDIS, EngineVersion: '5.0.6', AutoMinorVersionUpgrade: 'false' },
      { ...REDIS, EngineVersion: '5.0.6', AutoMinorVersionUpgrade: UNKNOWN },
      { ...REDIS, EngineVersion: UNKNOWN },
    ],
  },
  {
    id: 'minor-upgrades-global',
    breaks: { ...SECONDARY, AutoMinorVersionUpgrade: true },
    message:
      "'Properties.AutoMinorVersionUpgrade' needs to be left out in a Global Datastore, which turns it off, got true; leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastores-Getting-Started.html)",
    holds: [
      SECONDARY,
      { ...SECONDARY, AutoMinorVersionUpgrade: 'false' },
      { ...SECONDARY, AutoMinorVersionUpgrade: UNKNOWN },
      { GlobalReplicationGroupId: maybe('ldgnf-datastore') },
    ],
  },
  {
    id: 'notification-topic-account',
    breaks: { NotificationTopicArn: 'arn:aws:sns:eu-central-1:444455556666:alarms' },
    message: `'Properties.NotificationTopicArn' needs a topic of the account of the cache, 111122223333, got "arn:aws:sns:eu-central-1:444455556666:alarms"; use a topic of that account, which may forward to the other (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [
      { NotificationTopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms' },
      { NotificationTopicArn: UNKNOWN },
      { NotificationTopicArn: { 'Fn::Join': [':', ['arn:aws:sns:eu-central-1', UNKNOWN, 'alarms']] } },
      { NotificationTopicArn: 'alarms' },
    ],
  },
  {
    id: 'log-deliveries',
    breaks: { LogDeliveryConfigurations: [SLOW, ENGINE, { ...SLOW, LogFormat: 'text' }] },
    message:
      "'Properties.LogDeliveryConfigurations' needs at most one delivery of each type, got slow-log, engine-log, slow-log; deliver each log to one place, and forward it from there (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html)",
    holds: [
      { LogDeliveryConfigurations: [SLOW, ENGINE] },
      { LogDeliveryConfigurations: SLOW },
      { LogDeliveryConfigurations: [SLOW, { ...SLOW, LogType: UNKNOWN }] },
      { LogDeliveryConfigurations: [SLOW, maybe(SLOW)] },
      { LogDeliveryConfigurations: UNKNOWN },
    ],
  },
  {
    id: 'log-type',
    breaks: { LogDeliveryConfigurations: [{ ...SLOW, LogType: 'slowlog' }] },
    message:
      "'Properties.LogDeliveryConfigurations' needs a LogType of 'slow-log' or 'engine-log', got slowlog; choose one (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_LogDeliveryConfigurationRequest.html)",
    holds: [
      { LogDeliveryConfigurations: [SLOW, ENGINE] },
      { LogDeliveryConfigurations: [{ ...SLOW, LogType: UNKNOWN }] },
      { LogDeliveryConfigurations: [] },
    ],
  },
  {
    id: 'log-format',
    breaks: { LogDeliveryConfigurations: [{ ...ENGINE, LogFormat: 'JSON' }] },
    message:
      "'Properties.LogDeliveryConfigurations' needs a LogFormat of 'json' or 'text', got JSON; choose one (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_LogDeliveryConfigurationRequest.html)",
    holds: [
      { LogDeliveryConfigurations: [SLOW, ENGINE] },
      { LogDeliveryConfigurations: [{ ...SLOW, LogFormat: UNKNOWN }] },
    ],
  },
  {
    id: 'log-destination',
    breaks: { LogDeliveryConfigurations: [{ ...ENGINE, DestinationType: 'cloudwatch-logs' }] },
    message:
      "'Properties.LogDeliveryConfigurations' needs a DestinationType of 'cloudwatch-logs' or 'kinesis-firehose', with the DestinationDetails of that type, got cloudwatch-logs; say where that destination is (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_LogDeliveryConfigurationRequest.html)",
    holds: [
      { LogDeliveryConfigurations: [SLOW, ENGINE] },
      { LogDeliveryConfigurations: [{ ...ENGINE, DestinationType: UNKNOWN }] },
      { LogDeliveryConfigurations: [{ ...ENGINE, DestinationDetails: UNKNOWN }] },
      { LogDeliveryConfigurations: [{ ...ENGINE, DestinationDetails: { KinesisFirehoseDetails: UNKNOWN } }] },
    ],
  },
  {
    id: 'slow-log-engine',
    breaks: { ...REDIS, EngineVersion: '5.0.6', LogDeliveryConfigurations: [SLOW] },
    message:
      "'Properties.LogDeliveryConfigurations' needs valkey 7.2 or redis 6.0, or newer, for the slow log, got redis 5.0.6; upgrade the engine, or leave the slow log out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html)",
    holds: [
      { ...REDIS, EngineVersion: '6.0', LogDeliveryConfigurations: [SLOW] },
      { ...REDIS, EngineVersion: UNKNOWN, LogDeliveryConfigurations: [SLOW] },
      { ...REDIS, EngineVersion: '5.0.6', LogDeliveryConfigurations: [{ ...SLOW, LogType: UNKNOWN }] },
    ],
  },
  {
    id: 'engine-log-engine',
    breaks: { ...REDIS, EngineVersion: '6.0', LogDeliveryConfigurations: [ENGINE] },
    message:
      "'Properties.LogDeliveryConfigurations' needs valkey 7.2 or redis 6.2, or newer, for the engine log, got redis 6.0; upgrade the engine, or leave the engine log out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html)",
    holds: [
      { ...REDIS, EngineVersion: '6.2', LogDeliveryConfigurations: [ENGINE] },
      { ...REDIS, EngineVersion: '6.0', LogDeliveryConfigurations: [SLOW] },
      { ...REDIS, EngineVersion: UNKNOWN, LogDeliveryConfigurations: [ENGINE] },
      { ...REDIS, EngineVersion: '6.0', LogDeliveryConfigurations: UNKNOWN },
    ],
  },
  {
    id: 'global-datastore-inherits',
    breaks: { ...SECONDARY, GlobalReplicationGroupId: UNKNOWN, Engine: 'valkey', NumNodeGroups: UNKNOWN },
    message:
      "'Properties.GlobalReplicationGroupId' needs what a secondary inherits to be left out, got 'Properties.NumNodeGroups', 'Properties.Engine'; leave these out: the primary decides them (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastores-CLI.html)",
    holds: [
      SECONDARY,
      { ...SECONDARY, Engine: NO_VALUE },
      { ...SECONDARY, Engine: maybe('valkey') },
      { GlobalReplicationGroupId: NO_VALUE },
      { GlobalReplicationGroupId: maybe('ldgnf-datastore') },
    ],
  },
  {
    id: 'global-datastore-ipv6',
    breaks: { ...SECONDARY, NetworkType: 'dual_stack' },
    message: `'Properties.NetworkType' needs 'ipv4' in a Global Datastore, got "dual_stack"; set NetworkType: 'ipv4' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastores-Getting-Started.html)`,
    holds: [
      { ...SECONDARY, NetworkType: 'ipv4' },
      { ...SECONDARY, NetworkType: UNKNOWN },
      { NetworkType: 'dual_stack' },
    ],
  },
  {
    id: 'property-type',
    breaks: { MultiAZEnabled: 'perhaps', NumCacheClusters: 2.5, EngineVersion: { Major: 8 } },
    message: `'Properties' needs 'Properties.EngineVersion' to be of type string, 'Properties.NumCacheClusters' to be of type integer, 'Properties.MultiAZEnabled' to be of type boolean, got {"Major":8}, 2.5, "perhaps"; write each value in the type of the schema (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [
      { MultiAZEnabled: 'yes', NumCacheClusters: '2', EngineVersion: 8.2 },
      { MultiAZEnabled: UNKNOWN, NumCacheClusters: UNKNOWN, EngineVersion: UNKNOWN },
      { MultiAZEnabled: maybe('yes') },
      { SecurityGroupIds: 'sg-1' },
      { MultiAZEnabled: null },
    ],
  },
];
