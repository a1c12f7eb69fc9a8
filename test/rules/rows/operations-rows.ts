import { NO_VALUE, REDIS, type Row, UNKNOWN } from '../judged';

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
];
