import { NO_VALUE, type Row, UNKNOWN } from '../judged';

export const ENGINE_ROWS: readonly Row[] = [
  {
    id: 'engine-known',
    breaks: { Engine: 'memcached' },
    message: `'Properties.Engine' needs 'valkey' or 'redis', got "memcached"; use a Memcached cluster, which has no replication group (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [{ Engine: 'valkey' }, { Engine: 'redis' }, { Engine: UNKNOWN }, { Engine: NO_VALUE }],
  },
];
