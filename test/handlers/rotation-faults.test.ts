import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createServer } from 'node:tls';
import { generate } from 'selfsigned';
import { CHANGES, type Handler, RotationLab } from './rotation-lab';
import { ServiceError } from './service-error';

const HANDLERS: readonly Handler[] = ['rotate-auth-token', 'rotate-user-password'];

describe.each(HANDLERS)('%s', (handler) => {
  let lab: RotationLab;
  beforeAll(async () => {
    lab = await RotationLab.start(handler);
  });
  afterAll(() => lab?.stop());
  beforeEach(async () => {
    await lab.reset();
    lab.watch();
  });
  afterEach(async () => {
    await lab.rest();
    expect(lab.violations).toEqual([]);
  });

  const repeat = () => lab.attempt(lab.aws.secrets.holder('AWSPENDING') ?? '');
  const resource = handler === 'rotate-auth-token' ? 'replication group group' : 'user user';
  const modify = handler === 'rotate-auth-token' ? 'ModifyReplicationGroup' : 'ModifyUser';

  /** Something that speaks TLS and is not the cache, or not yet. */
  const standInCache = async (certificate: { cert: string | Buffer; key: string | Buffer }, answer: string) => {
    const server = createServer(certificate, (socket) => socket.on('error', () => undefined).end(answer));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve).unref());
    lab.variables.PORT = `${(server.address() as AddressInfo).port}`;
    return server;
  };
  const file = (name: string) => readFileSync(join(dirname(lab.server.caFile), name));

  test('a cache that cannot be reached: what to look at, and nothing is changed there', async () => {
    lab.variables.PORT = '1';
    expect((await lab.rotate()).error).toBe(
      "localhost:1 does not answer (ECONNREFUSED); let the security group of the function reach that of the cache on port 1, and put the function into subnets of the cache's VPC",
    );
    expect(lab.changes.filter((call) => call === 'ModifyReplicationGroup')).toEqual([]);
    lab.variables.PORT = `${lab.server.tlsPort}`;
    expect((await repeat()).error).toBeUndefined();
  });

  test.each([
    ['-LOADING the dataset\r\n-LOADING the dataset\r\n', 'LOADING the dataset'],
    ['-ERR max number of clients reached\r\n', 'ERR max number of clients reached'],
    ['', 'the connection was closed'],
  ])('a cache that answers %j says nothing of the credential', async (answer, failure) => {
    const cache = await standInCache({ cert: file('server.pem'), key: file('server.key') }, answer);
    expect((await lab.rotate()).error).toContain(`:${lab.variables.PORT} does not answer (${failure}); `);
    cache.close();
    lab.variables.PORT = `${lab.server.tlsPort}`;
    expect((await repeat()).error).toBeUndefined();
  });

  test('a cache of another name is not given a credential', async () => {
    const other = await generate([{ name: 'commonName', value: 'other.example' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      ca: { cert: `${file('ca.pem')}`, key: `${file('ca.key')}` },
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'other.example' }] }],
    });
    const cache = await standInCache({ cert: other.cert, key: other.private }, '+OK\r\n+PONG\r\n');
    expect((await lab.rotate()).error).toMatch(/does not answer \(ERR_TLS_CERT_ALTNAME_INVALID\)/);
    cache.close();
  });

  test.each(['deleting', 'gone'])('a resource that is %s ends the rotation', async (status) => {
    const { group, user } = lab.aws.elasticache;
    Object.assign(handler === 'rotate-auth-token' ? group : user, { status });
    const { error } = await lab.rotate();
    expect(error).toBe(
      status === 'gone'
        ? `there is no ${resource}; delete the rotation, or name one that exists`
        : `${resource} is deleting; delete the rotation too`,
    );
  });

  test('a change that takes longer than the function may run: the next attempt goes on', async () => {
    const version = lab.aws.secrets.announce();
    await lab.step('createSecret', version);
    lab.aws.elasticache.hold();
    const { error } = await lab.step('setSecret', version, 120_000);
    expect(error).toMatch(
      new RegExp(
        `^waiting for ${resource} \\((ROTATING|modifying)\\) took until the end of this invocation; the next attempt goes on from here, and credentials that worked keep working$`,
      ),
    );
    const asked = lab.changes.filter((call) => call === modify).length;
    lab.aws.elasticache.release();
    expect((await repeat()).error).toBeUndefined();
    expect(lab.changes.filter((call) => call === modify)).toHaveLength(asked);
  });

  test('what is cut off on its way, once, is repeated by the SDK or by the handler', async () => {
    for (const when of ['before', 'after'] as const) {
      await lab.reset({ retire: 'immediately' });
      lab.watch();
      const cut = new Set<string>();
      lab.aws.fault = (moment, _, action) => {
        if (moment !== when || cut.has(action) || !CHANGES.includes(action)) return false;
        return Boolean(cut.add(action));
      };
      expect([when, (await lab.rotate()).error]).toEqual([when, undefined]);
      expect(cut.size).toBe(3);
    }
  });

  test.each(['ThrottlingException', 'InternalFailure'])('%s is not the end', async (code) => {
    let refused = false;
    lab.aws.fault = (when, _, action) => {
      if (when !== 'before' || action !== modify || refused) return false;
      refused = true;
      return new ServiceError(code, 'try again');
    };
    expect((await lab.rotate()).error).toBeUndefined();
    expect(refused).toBe(true);
  });

  test('what the service refuses is told in its words', async () => {
    lab.aws.fault = (when, _, action) =>
      when === 'before' && action === modify && new ServiceError('AccessDenied', `not authorized to perform ${modify}`);
    const outcome = await lab.rotate();
    expect([outcome.name, outcome.error]).toEqual(['AccessDenied', `not authorized to perform ${modify}`]);
  });

  test.each([
    ['SECRETS_MANAGER', 'Secrets Manager', 'secretsmanager'],
    ['ELASTICACHE', 'ElastiCache', 'elasticache'],
  ])('%s out of reach: which way is missing', async (variable, name, service) => {
    const closed = await RotationLab.start(handler, { [`AWS_ENDPOINT_URL_${variable}`]: 'http://127.0.0.1:1' });
    await closed.reset();
    expect((await closed.rotate()).error).toBe(
      `the function cannot reach ${name} (ECONNREFUSED); give its subnets a NAT gateway or an interface endpoint for com.amazonaws.us-east-1.${service}, and let its security group send HTTPS`,
    );
    await closed.stop();
  });
});
