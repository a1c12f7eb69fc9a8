import { maybe, type Row, UNKNOWN } from '../judged';
import type { NodeBasedJudged } from '../node-based-judged';

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

export const logRows = ({ prefix, of, redis }: NodeBasedJudged): readonly Row[] => [
  {
    id: `${prefix}log-deliveries`,
    breaks: of({ LogDeliveryConfigurations: [SLOW, ENGINE, { ...SLOW, LogFormat: 'text' }] }),
    message:
      "'Properties.LogDeliveryConfigurations' needs at most one delivery of each type, got slow-log, engine-log, slow-log; deliver each log to one place, and forward it from there (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html)",
    holds: [
      of({ LogDeliveryConfigurations: [SLOW, ENGINE] }),
      of({ LogDeliveryConfigurations: SLOW }),
      of({ LogDeliveryConfigurations: [SLOW, { ...SLOW, LogType: UNKNOWN }] }),
      of({ LogDeliveryConfigurations: [SLOW, maybe(SLOW)] }),
      of({ LogDeliveryConfigurations: UNKNOWN }),
    ],
  },
  {
    id: `${prefix}log-type`,
    breaks: of({ LogDeliveryConfigurations: [{ ...SLOW, LogType: 'slowlog' }] }),
    message:
      "'Properties.LogDeliveryConfigurations' needs a LogType of 'slow-log' or 'engine-log', got slowlog; choose one (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_LogDeliveryConfigurationRequest.html)",
    holds: [
      of({ LogDeliveryConfigurations: [SLOW, ENGINE] }),
      of({ LogDeliveryConfigurations: [{ ...SLOW, LogType: UNKNOWN }] }),
      of({ LogDeliveryConfigurations: [] }),
    ],
  },
  {
    id: `${prefix}log-format`,
    breaks: of({ LogDeliveryConfigurations: [{ ...ENGINE, LogFormat: 'JSON' }] }),
    message:
      "'Properties.LogDeliveryConfigurations' needs a LogFormat of 'json' or 'text', got JSON; choose one (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_LogDeliveryConfigurationRequest.html)",
    holds: [
      of({ LogDeliveryConfigurations: [SLOW, ENGINE] }),
      of({ LogDeliveryConfigurations: [{ ...SLOW, LogFormat: UNKNOWN }] }),
    ],
  },
  {
    id: `${prefix}log-destination`,
    breaks: of({ LogDeliveryConfigurations: [{ ...ENGINE, DestinationType: 'cloudwatch-logs' }] }),
    message:
      "'Properties.LogDeliveryConfigurations' needs a DestinationType of 'cloudwatch-logs' or 'kinesis-firehose', with the DestinationDetails of that type, got cloudwatch-logs; say where that destination is (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_LogDeliveryConfigurationRequest.html)",
    holds: [
      of({ LogDeliveryConfigurations: [SLOW, ENGINE] }),
      of({ LogDeliveryConfigurations: [{ ...ENGINE, DestinationType: UNKNOWN }] }),
      of({ LogDeliveryConfigurations: [{ ...ENGINE, DestinationDetails: UNKNOWN }] }),
      of({ LogDeliveryConfigurations: [{ ...ENGINE, DestinationDetails: { KinesisFirehoseDetails: UNKNOWN } }] }),
    ],
  },
  {
    id: `${prefix}slow-log-engine`,
    breaks: of({ ...redis('5.0.6'), LogDeliveryConfigurations: [SLOW] }),
    message:
      "'Properties.LogDeliveryConfigurations' needs valkey 7.2 or redis 6.0, or newer, for the slow log, got redis 5.0.6; upgrade the engine, or leave the slow log out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html)",
    holds: [
      of({ ...redis('6.0'), LogDeliveryConfigurations: [SLOW] }),
      of({ Engine: 'memcached', EngineVersion: '1.6.22', LogDeliveryConfigurations: [SLOW] }),
      of({ ...redis('7.1'), EngineVersion: UNKNOWN, LogDeliveryConfigurations: [SLOW] }),
      of({ ...redis('5.0.6'), LogDeliveryConfigurations: [{ ...SLOW, LogType: UNKNOWN }] }),
    ],
  },
  {
    id: `${prefix}engine-log-engine`,
    breaks: of({ ...redis('6.0'), LogDeliveryConfigurations: [ENGINE] }),
    message:
      "'Properties.LogDeliveryConfigurations' needs valkey 7.2 or redis 6.2, or newer, for the engine log, got redis 6.0; upgrade the engine, or leave the engine log out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html)",
    holds: [
      of({ ...redis('6.2'), LogDeliveryConfigurations: [ENGINE] }),
      of({ ...redis('6.0'), LogDeliveryConfigurations: [SLOW] }),
      of({ ...redis('7.1'), EngineVersion: UNKNOWN, LogDeliveryConfigurations: [ENGINE] }),
      of({ ...redis('6.0'), LogDeliveryConfigurations: UNKNOWN }),
    ],
  },
];
