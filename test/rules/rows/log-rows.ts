import { maybe, REDIS, type Row, UNKNOWN } from '../judged';

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

export const LOG_ROWS: readonly Row[] = [
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
];
