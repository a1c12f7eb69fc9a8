import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, SecretValue, Stack } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Access } from '../../lib/access/access';
import { AuthToken } from '../../lib/access/auth-token';
import { CacheAuth } from '../../lib/access/cache-auth';
import { IamUser } from '../../lib/access/iam-user';
import { PasswordUser } from '../../lib/access/password-user';
import { UserGroup } from '../../lib/access/user-group';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import { Engine, EngineVersion } from '../../lib/catalog/engine-version';
import { CacheStack } from '../../lib/stacks/cache-stack';

/** What somebody wrote into a secret of an own; it stands in the template of that secret by no fault of ours. */
const SENTINEL = 'sentinel-x7Kq9mZ2-never-elsewhere';

const own = (scope: Stack, id: string) =>
  new Secret(scope, id, { secretStringValue: SecretValue.unsafePlainText(SENTINEL) });
const ownJson = (scope: Stack, id: string) =>
  new Secret(scope, id, { secretObjectValue: { password: SecretValue.unsafePlainText(SENTINEL) } });

/** Each way in which a cache can have a secret. */
const KINDS: { readonly [kind: string]: (scope: Stack) => CacheAuth } = {
  Iam: () => CacheAuth.iam(),
  RedisIam: () => CacheAuth.iam({ engine: Engine.REDIS }),
  GeneratedToken: () => CacheAuth.authToken(),
  OwnToken: (scope) => CacheAuth.authToken(new AuthToken(scope, 'Token', { secret: own(scope, 'Own') })),
  OwnField: (scope) =>
    CacheAuth.authToken(new AuthToken(scope, 'Token', { secret: ownJson(scope, 'Own'), secretField: 'password' })),
  NamedToken: (scope) =>
    CacheAuth.authToken(
      new AuthToken(scope, 'Token', { secret: Secret.fromSecretNameV2(scope, 'Named', 'shop/token') }),
    ),
  Users: () => CacheAuth.users(),
  OwnUsers: (scope) =>
    CacheAuth.users(
      new UserGroup(scope, 'People', {
        users: [
          new IamUser(scope, 'Reader'),
          new PasswordUser(scope, 'Two', { secondPassword: true }),
          new PasswordUser(scope, 'Given', { secret: ownJson(scope, 'Own') }),
        ],
      }),
    ),
  None: () => CacheAuth.none(),
};

/** An app with a cache of each kind, with clients of its own stack and of another one, and rotation where there is one. */
function appOfAll(outdir: string): App {
  const app = new App({ outdir, analyticsReporting: false });
  for (const [kind, auth] of Object.entries(KINDS)) {
    const scope = new Stack(app, kind);
    const vpc = new Vpc(scope, 'Vpc', { natGateways: 1, maxAzs: 2 });
    const engine = kind === 'Users' ? EngineVersion.REDIS_6_2 : undefined;
    const cache = new ReplicationGroup(scope, 'Cache', { vpc, engine, auth: auth(scope) });
    const users = cache.userGroup !== undefined;
    cache.connect(functionIn(scope, vpc), users ? { access: Access.READ_ONLY } : {});
    cache.connect(functionIn(new Stack(app, `${kind}Clients`), vpc));
    cache.connect(new SecurityGroup(scope, 'Machines', { vpc }), { as: 'machines' });
    cache.publishLink();
    new CfnOutput(scope, 'Link', { value: scope.toJsonString(cache.link) });
    if (kind === 'GeneratedToken' || kind === 'Users') cache.addRotation();
  }
  for (const auth of [CacheAuth.iam(), CacheAuth.users(), CacheAuth.authToken()]) {
    new CacheStack(app, `CacheStack-${auth.kind}`, { config: { auth } });
  }
  return app;
}

function functionIn(scope: Stack, vpc: Vpc): LambdaFunction {
  const code = Code.fromInline('exports.handler = async () => undefined;');
  return new LambdaFunction(scope, 'Function', { vpc, code, runtime: Runtime.NODEJS_22_X, handler: 'index.handler' });
}

interface Found {
  /** The file, and the way to the value in it. */
  readonly at: string;
  readonly key: string;
  readonly value: unknown;
}

/** Every value of a JSON text that stands under a key, lists and functions of CloudFormation as a whole. */
function valuesIn(json: unknown, at: string, key = ''): Found[] {
  if (typeof json === 'string' || isFunction(json)) return [{ at, key, value: json }];
  if (Array.isArray(json)) return json.flatMap((each, index) => valuesIn(each, `${at}/${index}`, key));
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) => valuesIn(value, `${at}/${name}`, name));
}

function isFunction(json: unknown): boolean {
  const keys = typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.keys(json) : [];
  return keys.length === 1 && /^(Ref|Fn::\w+)$/.test(keys[0]);
}

const RESOLVED = /\{\{resolve:/;

/** What is said of values under keys that name a secret, and of dynamic references anywhere. */
function leaksIn(found: readonly Found[]): string[] {
  return found.flatMap(({ at, key, value }) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (text.includes(SENTINEL) && !/\/[sS]ecretString$/.test(at)) return [`${at}: the sentinel`];
    // What is resolved elsewhere could be read there: in the environment of a function, in a parameter, in an output.
    if (RESOLVED.test(text) && !/^(AuthToken|authToken|Passwords)$/.test(key)) return [`${at}: a resolved secret`];
    if (/^(AuthToken|authToken|Passwords?|passwords?|NoEcho.*|SecretBinary)$/.test(key) && !RESOLVED.test(text)) {
      return [`${at}: plain text`];
    }
    const own = text === SENTINEL || text === JSON.stringify({ password: SENTINEL });
    return /^[sS]ecretString$/.test(key) && !own ? [`${at}: a secret that is written down`] : [];
  });
}

/** Every file below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}

describe('the files of an app with a cache of each kind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  let found: Found[] = [];
  let texts: { readonly file: string; readonly text: string }[] = [];

  beforeAll(() => {
    appOfAll(folder).synth();
    texts = filesIn(folder).map((file) => ({ file: file.slice(folder.length), text: readFileSync(file, 'utf8') }));
    found = texts.flatMap(({ file, text }) => (file.endsWith('.json') ? valuesIn(JSON.parse(text), file) : []));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test('are templates, the manifest, the tree, and the code of the handlers', () => {
    const files = texts.map(({ file }) => file);
    expect(files).toEqual(expect.arrayContaining(['/manifest.json', '/tree.json', '/Iam.template.json']));
    expect(files.filter((file) => file.endsWith('.template.json'))).toHaveLength(2 * Object.keys(KINDS).length + 3);
    expect(files.filter((file) => /\.(m?js|zip)$/.test(file)).length).toBeGreaterThan(0);
  });

  test('hold no password, no token and no secret, and resolve one where it is used alone', () => {
    expect(leaksIn(found)).toEqual([]);
  });

  test('hold the sentinel where its owner wrote it, and nowhere else, also not in files that are no JSON', () => {
    const holding = texts.filter(({ text }) => text.includes(SENTINEL)).map(({ file }) => file);
    const owners = ['OwnField', 'OwnToken', 'OwnUsers'].map((kind) => `/${kind}.template.json`);
    expect(holding.filter((file) => file !== '/tree.json').sort()).toEqual(owners);
  });

  test('name each secret by its ARN, where a client is told', () => {
    const told = found.filter(({ key }) => /_SECRET_ARN$/.test(key));
    expect(told.length).toBeGreaterThan(8);
    for (const { at, value } of told) expect({ at, plain: typeof value }).toEqual({ at, plain: 'object' });
  });

  test('resolve a token or a password in each cache that has some', () => {
    const uses = found.filter(({ at, key }) => at.includes('.template.json') && /^(AuthToken|Passwords)$/.test(key));
    const kinds = new Set(uses.map(({ at }) => at.split('.')[0].slice(1)));
    expect([...kinds].sort()).toEqual([
      'CacheStack-auth-token',
      'CacheStack-password',
      'GeneratedToken',
      'NamedToken',
      'OwnField',
      'OwnToken',
      'OwnUsers',
      'Users',
    ]);
  });
});

test.each<[string, object]>([
  ['a token', { AuthToken: 'correct-horse-battery-staple' }],
  ['a password', { AuthenticationMode: { Passwords: ['correct-horse-battery-staple'] } }],
  ['a password by reference to a parameter', { Passwords: [{ Ref: 'Password' }] }],
  ['a secret', { SecretString: 'correct-horse-battery-staple' }],
  ['a secret of a function', { Variables: { TOKEN: '{{resolve:secretsmanager:shop/token:SecretString:::}}' } }],
  [
    'a secret in an output',
    { Value: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, ':SecretString:::}}']] } },
  ],
  ['the sentinel', { Environment: { Variables: { HINT: `is ${SENTINEL}` } } }],
])('the scan is awake: it finds %s', (_what, planted) => {
  expect(leaksIn(valuesIn({ Resources: { Planted: { Properties: planted } } }, 'planted'))).toHaveLength(1);
});
