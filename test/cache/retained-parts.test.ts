import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Access, AccessString, CacheAuth, IamUser } from '../../lib';
import { cacheIn, resources, stack } from './given';

/** The types of what stays when a stack is deleted, beside logs. */
function kept(auth: CacheAuth, removalPolicy?: RemovalPolicy): string[] {
  const scope = stack();
  const cache = cacheIn(scope, { auth, removalPolicy });
  if (auth.kind === 'auth-token') cache.addRotation();
  else cache.publishLink({ access: Access.of('late', AccessString.readOnly()) });
  const staying = Object.values(resources(scope)).filter(
    ({ DeletionPolicy }) => DeletionPolicy === 'RetainExceptOnCreate',
  );
  const types = staying.map(({ Type }) => Type.replace('AWS::', ''));
  return [...new Set<string>(types)].sort();
}

const ALWAYS = ['EC2::SecurityGroup', 'ElastiCache::ParameterGroup', 'ElastiCache::ReplicationGroup'];
const USERS = [...ALWAYS, 'ElastiCache::SubnetGroup', 'ElastiCache::User', 'ElastiCache::UserGroup'];

describe('a cache that is kept', () => {
  test.each([
    ['IAM', CacheAuth.iam(), USERS],
    ['users', CacheAuth.users(), [...USERS, 'SecretsManager::Secret']],
    ['a token', CacheAuth.authToken(), [...ALWAYS, 'ElastiCache::SubnetGroup', 'SecretsManager::Secret']],
  ])('keeps with %s what it needs, so that its clients go on', (_, auth, types) => {
    expect(kept(auth, RemovalPolicy.RETAIN)).toEqual(types);
    expect(kept(auth)).toEqual([]);
  });

  test('keeps no user that was made elsewhere', () => {
    const scope = stack();
    const user = new IamUser(scope, 'Operators');
    cacheIn(scope, { removalPolicy: RemovalPolicy.RETAIN }).addUser(user);
    const made = Object.values(resources(scope)).find(({ Properties }) => Properties.UserId === user.userId);
    expect(made.DeletionPolicy).toBeUndefined();
  });
});
