import { Template } from 'aws-cdk-lib/assertions';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { CacheAuth, ReplicationGroup } from '../../lib';
import { textOf } from './documents';

const PAGE = textOf('docs/deploy-permissions.md');
/** The table of what is made when. */
const MADE_WHEN = PAGE.split('## Which types are made when')[1].split('\n## ')[0];

function typesOf(stack: Stack): string[] {
  const { Resources } = Template.fromStack(stack).toJSON();
  const types = Object.values(Resources as { [id: string]: { Type: string } }).map(({ Type }) => Type);
  return [...new Set(types)].sort();
}

/** The types of the resources that caches of every kind bring, with a client, a rotation and another account each. */
function everything(): string[] {
  const app = new App();
  const network = new Stack(app, 'Network');
  const vpc = new Vpc(network, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'Data', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  const caches = new Stack(app, 'Caches');
  const clients = new Stack(app, 'Clients');
  for (const [id, auth] of Object.entries({
    Iam: CacheAuth.iam(),
    Token: CacheAuth.authToken(),
    Users: CacheAuth.users(),
  })) {
    const cache = new ReplicationGroup(caches, id, { vpc, auth });
    const fn = new LambdaFunction(clients, id, {
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      allowAllOutbound: false,
      runtime: Runtime.NODEJS_LATEST,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {};'),
    });
    cache.connect(fn);
    cache.publishLink({ as: 'shared', accounts: ['222222222222'] });
    if (id !== 'Iam') cache.addRotation({ createEndpoints: true });
  }
  return [network, caches, clients].flatMap(typesOf);
}

describe('every type that caches and their clients bring', () => {
  const types = [...new Set(everything())].filter((type) => type.startsWith('AWS::')).sort();

  test.each(types)('%s has its permissions on the page', (type) => {
    expect(PAGE).toContain(`### ${type}\n`);
  });

  test.each(types)('%s stands among what is made when', (type) => {
    const [, service, name] = type.split('::');
    const rows = MADE_WHEN.split('\n').filter((row) => row.includes(`AWS::${service}::`));
    expect(rows.some((row) => new RegExp(`(::|\`)${name}\``).test(row))).toBe(true);
  });
});
