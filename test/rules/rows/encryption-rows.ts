import { either, maybe, NO_VALUE, REDIS, type Row, SECONDARY, UNKNOWN } from '../judged';

export const ENCRYPTION_ROWS: readonly Row[] = [
  {
    id: 'at-rest-off',
    breaks: { AtRestEncryptionEnabled: 'false' },
    message:
      "'Properties.AtRestEncryptionEnabled' needs true, stated now: it can be turned on only when the cache is created, got false; set AtRestEncryptionEnabled: true (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html)",
    holds: [
      { AtRestEncryptionEnabled: 'true' },
      { AtRestEncryptionEnabled: UNKNOWN },
      { AtRestEncryptionEnabled: maybe(true) },
      SECONDARY,
    ],
  },
  {
    id: 'kms-key-needs-at-rest',
    breaks: { ...REDIS, KmsKeyId: UNKNOWN, AtRestEncryptionEnabled: NO_VALUE },
    message:
      "'Properties.KmsKeyId' needs encryption at rest, got none; set AtRestEncryptionEnabled: true, or leave the key out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html)",
    holds: [
      { ...REDIS, KmsKeyId: UNKNOWN },
      { KmsKeyId: UNKNOWN, AtRestEncryptionEnabled: NO_VALUE },
      { KmsKeyId: maybe('key'), AtRestEncryptionEnabled: false },
      { KmsKeyId: 'key', AtRestEncryptionEnabled: UNKNOWN },
      { KmsKeyId: 'key', AtRestEncryptionEnabled: NO_VALUE, Engine: UNKNOWN },
      { ...SECONDARY, KmsKeyId: 'key' },
    ],
  },
  {
    id: 'tls-stated',
    breaks: { TransitEncryptionEnabled: NO_VALUE },
    message:
      "'Properties.TransitEncryptionEnabled' needs true or false on valkey, which refuses to guess, got none; set TransitEncryptionEnabled: true (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { TransitEncryptionEnabled: false },
      { TransitEncryptionEnabled: UNKNOWN },
      { TransitEncryptionEnabled: maybe(true) },
      { Engine: UNKNOWN, TransitEncryptionEnabled: NO_VALUE },
      { ...REDIS, TransitEncryptionEnabled: NO_VALUE },
      SECONDARY,
    ],
  },
  {
    id: 'tls-off',
    breaks: { Engine: UNKNOWN, TransitEncryptionEnabled: 'false' },
    message:
      "'Properties.TransitEncryptionEnabled' needs true, or every key, value and password crosses the network in clear text, got false; set TransitEncryptionEnabled: true (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html)",
    holds: [
      { TransitEncryptionEnabled: 'true' },
      { TransitEncryptionEnabled: NO_VALUE },
      { TransitEncryptionEnabled: either(true, false) },
      { Engine: UNKNOWN, TransitEncryptionEnabled: NO_VALUE },
      SECONDARY,
    ],
  },
  {
    id: 'tls-needs-subnet-group',
    breaks: { CacheSubnetGroupName: NO_VALUE },
    message:
      "'Properties.CacheSubnetGroupName' needs a subnet group where encryption in transit is on, got none; add a subnet group of private subnets (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { CacheSubnetGroupName: UNKNOWN },
      { CacheSubnetGroupName: maybe('private') },
      { CacheSubnetGroupName: NO_VALUE, TransitEncryptionEnabled: UNKNOWN },
      { CacheSubnetGroupName: NO_VALUE, TransitEncryptionEnabled: false },
    ],
  },
  {
    id: 'tls-mode-value',
    breaks: { TransitEncryptionMode: 'optional' },
    message: `'Properties.TransitEncryptionMode' needs 'required' or 'preferred', got "optional"; set TransitEncryptionMode: 'required' (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html)`,
    holds: [
      { TransitEncryptionMode: 'required' },
      { TransitEncryptionMode: 'preferred' },
      { TransitEncryptionMode: UNKNOWN },
    ],
  },
  {
    id: 'tls-mode-needs-tls',
    breaks: { TransitEncryptionEnabled: 'false' },
    message:
      "'Properties.TransitEncryptionMode' needs 'Properties.TransitEncryptionEnabled' to be true, got false; set TransitEncryptionEnabled: true, or leave the mode out (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html)",
    holds: [
      { TransitEncryptionEnabled: 'true' },
      { TransitEncryptionEnabled: UNKNOWN },
      { TransitEncryptionEnabled: false, TransitEncryptionMode: NO_VALUE },
      { TransitEncryptionEnabled: false, TransitEncryptionMode: maybe('required') },
      { ...SECONDARY, TransitEncryptionMode: 'required' },
    ],
  },
  {
    id: 'tls-mode-engine',
    breaks: { ...REDIS, EngineVersion: '6.2', TransitEncryptionMode: 'preferred' },
    message:
      "'Properties.TransitEncryptionMode' needs valkey 7.2 or redis 7.0, or newer, got redis 6.2; leave it out, or upgrade the engine (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption-enable.html)",
    holds: [
      { ...REDIS, EngineVersion: '7.0', TransitEncryptionMode: 'preferred' },
      { ...REDIS, EngineVersion: '6.2', TransitEncryptionMode: NO_VALUE },
      { ...REDIS, EngineVersion: '6.2', TransitEncryptionMode: maybe('preferred') },
      { ...REDIS, EngineVersion: UNKNOWN, TransitEncryptionMode: 'preferred' },
    ],
  },
  {
    id: 'tls-preferred-users',
    breaks: { TransitEncryptionMode: 'preferred', UserGroupIds: ['orders'] },
    message: `'Properties.TransitEncryptionMode' needs 'required' beside 'Properties.UserGroupIds', got "preferred"; set TransitEncryptionMode: 'required' before you add users (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption-enable.html)`,
    holds: [
      { TransitEncryptionMode: 'required', UserGroupIds: ['orders'] },
      { TransitEncryptionMode: 'preferred', UserGroupIds: [] },
      { TransitEncryptionMode: 'preferred', UserGroupIds: maybe(['orders']) },
      { TransitEncryptionMode: UNKNOWN, UserGroupIds: ['orders'] },
    ],
  },
  {
    id: 'tls-preferred',
    breaks: { TransitEncryptionMode: 'preferred' },
    message: `'Properties.TransitEncryptionMode' needs 'required' in the end: with 'preferred', clients still connect in clear text, got "preferred"; move the clients to TLS, then set TransitEncryptionMode: 'required' (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html)`,
    holds: [{ TransitEncryptionMode: 'required' }, { TransitEncryptionMode: UNKNOWN }],
  },
];
