// Writes the tables of docs/deploy-permissions.md: the handler permissions of the resource types that the app makes, and of
// those that the constructs make for whoever connects, as the registry schemas state them. cfn-lint brings these schemas: run `npm run synth` and `npm run check:templates` before.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = 'docs/deploy-permissions.md';
/** Also made for users and secrets, for their rotation, for the clients that are connected, for Aurora and proxies, and for applications. */
const BESIDE = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::ApiGatewayV2::VpcLink',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::VPCEndpoint',
  'AWS::ECS::Cluster',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::ElastiCache::User',
  'AWS::ElastiCache::UserGroup',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Url',
  'AWS::Logs::LogGroup',
  'AWS::RAM::ResourceShare',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBClusterParameterGroup',
  'AWS::RDS::DBProxy',
  'AWS::RDS::DBProxyTargetGroup',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::SSM::Parameter',
  'AWS::SecretsManager::RotationSchedule',
  'AWS::SecretsManager::Secret',
  'AWS::ServiceDiscovery::PrivateDnsNamespace',
  'AWS::ServiceDiscovery::Service',
];
const HANDLERS = ['create', 'read', 'update', 'delete'];

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const [python] = readdirSync('.venv/lib');
const packages = join('.venv/lib', python, 'site-packages');
const schemas = join(packages, 'cfnlint/data/schemas');

const made = readdirSync('cdk.out')
  .filter((name) => name.endsWith('.template.json'))
  .flatMap((name) => Object.values(json(join('cdk.out', name)).Resources).map(({ Type }) => Type));
const types = [...new Set([...made, ...BESIDE])].filter((type) => type.startsWith('AWS::'));
const found = new Map(
  readdirSync(join(schemas, 'resources'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => json(join(schemas, 'resources', name)))
    .filter(({ typeName }) => types.includes(typeName))
    .map(({ typeName, handlers }) => [typeName, handlers]),
);

const release = readdirSync(packages)
  .find((name) => /^cfn_lint-.*\.dist-info$/.test(name))
  .replace(/^cfn_lint-(.*)\.dist-info$/, '$1');
const source = `Source: the registry schemas in cfn-lint ${release}, of ${json(join(schemas, 'version.json')).schema_date.slice(0, 10)}.`;

const sections = types.toSorted((a, b) => order(a) - order(b) || a.localeCompare(b)).map(section);
const page = readFileSync(PAGE, 'utf8').replace(
  /(<!-- permissions -->\n)[\s\S]*(<!-- \/permissions -->)/,
  (_, start, end) => `${start}\n${source}\n\n${sections.join('\n')}\n${end}`,
);
writeFileSync(PAGE, page);

function order(type) {
  return type.startsWith('AWS::ElastiCache') ? 0 : 1;
}

function section(type) {
  const handlers = found.get(type);
  if (handlers === undefined) return `### ${type}\n\nThe schema states no handlers.\n`;
  const rows = HANDLERS.filter((handler) => handlers[handler] !== undefined).map(
    (handler) =>
      `| ${handler} | ${[...handlers[handler].permissions]
        .sort()
        .map((action) => `\`${action}\``)
        .join(' ')} |`,
  );
  return `### ${type}\n\n| handler | permissions |\n|---|---|\n${rows.join('\n')}\n`;
}
