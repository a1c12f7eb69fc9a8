import { Template } from 'aws-cdk-lib/assertions';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { MasterCredentials } from '../../lib/database/master-credentials';
import { database, stackIn } from './given';

/** The types of what stays when a stack is deleted, beside backups and logs. */
function kept(
  title: string,
  credentials: MasterCredentials,
  removalPolicy?: RemovalPolicy,
  written = 'Retain',
): string[] {
  const stack = stackIn();
  database(stack, title, { credentials, removalPolicy, proxy: true });
  const all: { [id: string]: { Type: string; DeletionPolicy?: string; UpdateReplacePolicy?: string } } =
    Template.fromStack(stack).toJSON().Resources;
  return Object.values(all)
    .filter(({ DeletionPolicy, UpdateReplacePolicy }) => DeletionPolicy === written && UpdateReplacePolicy === 'Retain')
    .map(({ Type }) => Type.replace('AWS::', ''))
    .filter((type) => !/^(Backup|Logs|Custom)/.test(type))
    .sort();
}

const ALWAYS = ['EC2::SecurityGroup', 'IAM::ManagedPolicy', 'IAM::Role'];
const SECRET = ['SecretsManager::Secret', 'SecretsManager::SecretTargetAttachment'];
const INSTANCE = [...ALWAYS, 'RDS::DBInstance', 'RDS::DBParameterGroup', 'RDS::DBSubnetGroup'];
const CLUSTER = [
  ...ALWAYS,
  'RDS::DBCluster',
  'RDS::DBClusterParameterGroup',
  'RDS::DBInstance',
  'RDS::DBInstance',
  'RDS::DBSubnetGroup',
];

describe('a database that is kept', () => {
  test.each([
    ['PostgreSQL', 'a secret that RDS manages', MasterCredentials.managed(), INSTANCE],
    ['PostgreSQL', 'a secret of this app', MasterCredentials.generated(), [...INSTANCE, ...SECRET]],
    ['Aurora MySQL', 'a secret that RDS manages', MasterCredentials.managed(), CLUSTER],
    ['Aurora MySQL', 'a secret of this app', MasterCredentials.generated(), [...CLUSTER, ...SECRET]],
  ])('of %s with %s keeps what it needs, and no part of its proxy', (title, _, credentials, types) => {
    expect(kept(title, credentials, RemovalPolicy.RETAIN)).toEqual(types);
    expect(kept(title, credentials, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate')).toEqual(types);
    expect(kept(title, credentials)).toEqual([]);
  });
});
