import { maybe, type Row, UNKNOWN } from '../judged';

export const PROPERTY_TYPE_ROWS: readonly Row[] = [
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
