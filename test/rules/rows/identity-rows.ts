import { maybe, NO_VALUE, type Row, UNKNOWN } from '../judged';

export const IDENTITY_ROWS: readonly Row[] = [
  {
    id: 'replication-group-id',
    breaks: { ReplicationGroupId: 'two--hyphens' },
    message: `'Properties.ReplicationGroupId' needs 1 to 40 letters, digits and single hyphens, a letter first and no hyphen last, got "two--hyphens"; leave it out: CloudFormation then makes a name that a replacement can do without (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [
      { ReplicationGroupId: 'one-hyphen' },
      { ReplicationGroupId: `x${'1'.repeat(39)}` },
      { ReplicationGroupId: UNKNOWN },
      { ReplicationGroupId: NO_VALUE },
    ],
  },
  {
    id: 'replication-group-named',
    breaks: { ReplicationGroupId: 'sessions' },
    message: `'Properties.ReplicationGroupId' needs no fixed name, because CloudFormation cannot replace a resource that has one, got "sessions"; leave it out unless something outside this stack must know the name (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [{}, { ReplicationGroupId: UNKNOWN }, { ReplicationGroupId: maybe('sessions') }],
  },
  {
    id: 'description-length',
    breaks: { ReplicationGroupDescription: 'x'.repeat(256) },
    message:
      "'Properties.ReplicationGroupDescription' needs 1 to 255 characters, got 256; say in a sentence what the cache is for (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html)",
    holds: [
      { ReplicationGroupDescription: 'x'.repeat(255) },
      { ReplicationGroupDescription: 'x' },
      { ReplicationGroupDescription: UNKNOWN },
      { ReplicationGroupDescription: NO_VALUE },
    ],
  },
  {
    id: 'description-required',
    breaks: { ReplicationGroupDescription: NO_VALUE },
    message:
      "'Properties.ReplicationGroupDescription' needs a text, got none; say in a sentence what the cache is for (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { ReplicationGroupDescription: 'Sessions' },
      { ReplicationGroupDescription: UNKNOWN },
      { ReplicationGroupDescription: maybe('Sessions') },
    ],
  },
];
