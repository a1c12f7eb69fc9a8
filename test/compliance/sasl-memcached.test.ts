import { readFileSync } from 'node:fs';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { RotationOptions } from '../../lib/rotation/rotation-options';
import { SASL_FINDINGS } from '../../lib/self-managed/sasl-findings';
import { SaslMemcached } from '../../lib/self-managed/sasl-memcached';
import type { SaslMemcachedProps } from '../../lib/self-managed/sasl-memcached-props';
import { PACKS } from './nag-packs';
import { strictApp } from './strict-app';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Certificate-AbCdEf';

type Settings = Partial<SaslMemcachedProps> & { readonly rotation?: RotationOptions };

/** A cache, and its rotation. */
function cacheIn(stack: Stack, settings: (stack: Stack) => Settings): SaslMemcached {
  const vpc = Vpc.fromVpcAttributes(stack, 'Network', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  });
  const { rotation, ...props } = settings(stack);
  const cache = new SaslMemcached(stack, 'Cache', { vpc, ...props });
  cache.addRotation(rotation);
  return cache;
}

const plain = () => ({});
const withTls = (stack: Stack): Settings => ({
  domainName: 'cache.example.internal',
  certificate: Secret.fromSecretCompleteArn(stack, 'Certificate', ARN),
});
const withKeys = (stack: Stack): Settings => {
  const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
  return { encryptionKey, rotation: { encryptionKey, reservedConcurrency: 1 } };
};

function findings(settings: (stack: Stack) => Settings): string[] {
  const stack = new Stack(new App(), 'Stack');
  cacheIn(stack, settings);
  const found = PACKS.flatMap((Pack) => new Pack(stack).validateScope(stack).violations);
  return [...new Set(found.map(({ ruleName }) => ruleName.replace(/^[^-]*-/, '')))].sort();
}

test('the packs of cdk-nag find what properties of the user decide, and nothing of a cache that has them', () => {
  expect(findings(withKeys)).toEqual([]);
  const chosen = ['CloudWatchLogGroupEncrypted', 'LambdaConcurrency', 'SecretsManagerUsingKMSKey'];
  expect(findings(plain)).toEqual(chosen);
  expect(findings(withTls)).toEqual(chosen);
});

test('each finding that is acknowledged stands if it is not', () => {
  jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(() => undefined);
  const found = findings(withKeys);
  jest.restoreAllMocks();
  expect(found).toEqual([...new Set(SASL_FINDINGS.map(({ id }) => id.replace(/^[^-]*-/, '')))].sort());
  for (const { reason } of SASL_FINDINGS) expect(reason).toMatch(/^[A-Z].{60,}\.$/);
});

test('the strict validator has nothing to say of it', () => {
  const app = strictApp();
  cacheIn(new Stack(app, 'Stack'), (stack) => ({ ...withTls(stack), ...withKeys(stack) }));
  const { directory } = app.synth();
  const { pluginReports } = JSON.parse(readFileSync(`${directory}/validation-report.json`, 'utf8'));
  expect(pluginReports.flatMap(({ violations }: { violations: object[] }) => violations)).toEqual([]);
}, 120_000);
