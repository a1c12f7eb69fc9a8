import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { SecretRotationProps } from '../../lib/rotation/secret-rotation';
import { ISOLATED, rotate } from '../rotation/rotation-given';
import { SUBNET_IDS, VPC_ID } from './given-network';
import { PACKS } from './nag-packs';
import { strictApp } from './strict-app';

/** What a key and a reservation, which are for the user to choose, do not clear. */
const STANDING = ['AwsSolutions-IAM5[Resource::*]', 'Serverless-SQSRedrivePolicy'];

const KINDS: { readonly [name: string]: (scope: Stack) => Partial<SecretRotationProps> } = {
  'a way out': () => ({}),
  endpoints: (scope) => ({ vpc: new Vpc(scope, 'Vpc', ISOLATED), createEndpoints: true }),
  'no network': () => ({ vpc: undefined, cache: undefined }),
  'keys of the user': (scope) => {
    const encryptionKey = new Key(scope, 'Key', { enableKeyRotation: true });
    return { encryptionKey, reservedConcurrency: 1, secret: new Secret(scope, 'Secret', { encryptionKey }) };
  },
};

function rotationIn(app: App, kind: string, id = 'Stack'): Stack {
  const scope = new Stack(app, id);
  const network = Vpc.fromVpcAttributes(scope, 'Network', {
    vpcId: VPC_ID,
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: SUBNET_IDS,
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
  });
  const props = KINDS[kind](scope);
  rotate(scope, props.vpc ?? network, props);
  return scope;
}

/** The findings of all packs under `Rotation`: secret, key and network are not ours. */
function findings(scope: Stack): string[] {
  const violations = PACKS.flatMap((Pack) => new Pack(scope).validateScope(scope).violations);
  const own = violations.filter(({ violatingResources }) =>
    violatingResources.some(({ constructPath = '' }) => /Rotation/.test(constructPath)),
  );
  return [...new Set(own.map(({ ruleName }) => ruleName))].sort();
}

test.each(['a way out', 'endpoints'])(
  'a rotation with %s has findings of the packs that can be cleared, and two',
  (kind) => {
    expect(findings(rotationIn(new App(), kind))).toEqual(
      [
        ...STANDING,
        'HIPAA.Security-CloudWatchLogGroupEncrypted',
        'HIPAA.Security-LambdaConcurrency',
        'NIST.800.53.R4-CloudWatchLogGroupEncrypted',
        'NIST.800.53.R5-CloudWatchLogGroupEncrypted',
        'NIST.800.53.R5-LambdaConcurrency',
        'PCI.DSS.321-CloudWatchLogGroupEncrypted',
      ].sort(),
    );
  },
);

test('a key and a reservation clear them', () => {
  expect(findings(rotationIn(new App(), 'keys of the user'))).toEqual(STANDING);
});

test('the strict validator has nothing to say of a rotation', () => {
  const app = strictApp();
  for (const kind of Object.keys(KINDS)) rotationIn(app, kind, `Stack-${kind.replaceAll(' ', '-')}`);
  const { directory } = app.synth();
  expect(JSON.parse(readFileSync(`${directory}/validation-report.json`, 'utf8')).pluginReports).toEqual([]);
}, 60_000);
