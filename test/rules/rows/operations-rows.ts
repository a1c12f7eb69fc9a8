import { REDIS, type Row, UNKNOWN } from '../judged';

export const OPERATIONS_ROWS: readonly Row[] = [
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
];
