import { execFile, execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FargateSize } from '../../lib/self-managed/fargate-size';
import {
  ContainerVariable,
  healthCommand,
  memcachedCommand,
  startScript,
} from '../../lib/self-managed/memcached-command';
import { makeCertificate } from '../servers/certificate';
import { ACCEPTED, ask, COMMAND, login, packet, REFUSED, type RunningNode, startNode, USER } from './running-node';

const [OLDEST, OLDER, PREVIOUS, CURRENT, UPCOMING] = ['oldest', 'older', 'previous', 'current', 'upcoming'].map(
  (text) => text.repeat(8),
);
const PASSWORDS = {
  [ContainerVariable.PASSWORD]: CURRENT,
  [ContainerVariable.UPCOMING_PASSWORD]: UPCOMING,
  [ContainerVariable.PREVIOUS_PASSWORD]: PREVIOUS,
  [ContainerVariable.OLDER_PASSWORD]: OLDER,
};

/** What the health check of the container comes to. */
async function healthOf({ ports }: RunningNode, tls: boolean, password = CURRENT): Promise<number> {
  const [, program, ...args] = healthCommand({ tls }, ports);
  const env = { PATH: process.env.PATH, [ContainerVariable.USER]: USER, [ContainerVariable.PASSWORD]: password };
  return promisify(execFile)(program, args, { env }).then(
    () => 0,
    ({ code }) => code,
  );
}

/** Command line and environment of memcached, as other programs of its user see them. */
function shown({ pid }: RunningNode): string {
  return execFileSync('ps', ['eww', '-p', `${pid}`], { encoding: 'utf8' });
}

describe('a node without TLS', () => {
  let node: RunningNode;
  beforeAll(async () => {
    node = await startNode(PASSWORDS);
  });
  afterAll(() => node?.stop());

  test.each([
    ['the current password', CURRENT, ACCEPTED],
    ['the upcoming password', UPCOMING, ACCEPTED],
    ['the previous password', PREVIOUS, ACCEPTED],
    ['the one before that, during a rotation', OLDER, ACCEPTED],
    ['one that is older still', OLDEST, REFUSED],
    ['no password', '', REFUSED],
    ['the beginning of the password', CURRENT.slice(0, -1), REFUSED],
    ['the word for no password', 'none', REFUSED],
  ])('SASL: %s', async (_, password, answer) => {
    expect(await login(node.ports.clients, password)).toBe(answer);
  });

  test.each(['other', '', 'a'.repeat(250)])('SASL: another user, %p, is refused', async (user) => {
    expect(await login(node.ports.clients, CURRENT, { user })).toBe(REFUSED);
  });

  test('SASL: what stands behind an @ is a realm, of which there is one', async () => {
    expect(await login(node.ports.clients, CURRENT, { user: `${USER}@elsewhere` })).toBe(ACCEPTED);
    expect(await login(node.ports.clients, OLDEST, { user: `${USER}@elsewhere` })).toBe(REFUSED);
  });

  test('nothing is told or stored without a login, in either protocol', async () => {
    expect(await ask(node.ports.clients, packet(0x00, 'key'))).toBe(REFUSED);
    expect(await ask(node.ports.clients, packet(0x10))).toBe(REFUSED);
    for (const command of ['get', 'mg']) {
      expect(await ask(node.ports.clients, Buffer.from(`${command} ${'key'.repeat(20)}\r\n`))).toMatch(
        /closed|ECONNRESET/,
      );
    }
  });

  test('its health is that clients can log in', async () => {
    expect(await healthOf(node, false)).toBe(0);
    expect(await healthOf(node, false, OLDEST)).toBe(1);
    expect(await healthOf({ ...node, ports: { clients: 1, probe: 1 } }, false)).toBe(1);
  });

  test('no password stands on a command line, in the environment of memcached or in a file', () => {
    const run = join(node.folder, 'run');
    expect(readdirSync(run).sort()).toEqual(['logins', 'memcached.conf']);
    expect(statSync(run).mode & 0o777).toBe(0o700);
    const seen = shown(node) + readFileSync(join(run, 'memcached.conf'), 'utf8');
    expect(seen).toContain('memcached --enable-sasl');
    expect(seen).toContain('SASL_CONF_PATH');
    for (const password of Object.values(PASSWORDS)) expect(seen).not.toContain(password);
  });

  test('it leaves the port to others for UDP', async () => {
    const socket = createSocket('udp4').bind(node.ports.clients, '0.0.0.0');
    await once(socket, 'listening');
    socket.close();
  });

  test('without the program that checks logins nobody logs in and it is not healthy, so that ECS replaces it', async () => {
    const checker = Number(execFileSync('pgrep', ['-P', `${node.pid}`, 'perl'], { encoding: 'utf8' }));
    process.kill(checker, 'SIGKILL');
    expect(await healthOf(node, false)).toBe(1);
    expect(await login(node.ports.clients, CURRENT)).toBe(REFUSED);
  });
});

describe('a node with TLS', () => {
  const tls = { ...COMMAND, tls: true };
  let node: RunningNode;
  let ca: string;
  beforeAll(async () => {
    const certificate = await makeCertificate();
    ca = certificate.ca;
    const own = { [ContainerVariable.CERTIFICATE]: certificate.cert, [ContainerVariable.PRIVATE_KEY]: certificate.key };
    node = await startNode({ ...PASSWORDS, ...own }, tls);
  });
  afterAll(() => node?.stop());

  test('takes logins by TLS', async () => {
    expect(await login(node.ports.clients, CURRENT, { ca })).toBe(ACCEPTED);
    expect(await login(node.ports.clients, OLDEST, { ca })).toBe(REFUSED);
  });

  test('takes none in the clear, nor from clients that trust another authority', async () => {
    expect(await login(node.ports.clients, CURRENT)).toMatch(/closed|ECONNRESET/);
    const { ca: other } = await makeCertificate();
    expect(await login(node.ports.clients, CURRENT, { ca: other })).toMatch(/VERIFY|CERT|SIGNATURE/);
  });

  test('answers its probe on the loopback address, where others do not get', async () => {
    expect(await healthOf(node, true)).toBe(0);
    expect(await healthOf(node, true, OLDEST)).toBe(1);
    const elsewhere = Object.values(networkInterfaces())
      .flat()
      .find((it) => it?.family === 'IPv4' && !it.internal);
    const host = elsewhere?.address ?? '127.0.0.2';
    expect(await login(node.ports.clients, CURRENT, { ca, host })).toBe(ACCEPTED);
    expect(await login(node.ports.probe, CURRENT, { host })).toBe('ECONNREFUSED');
  });

  test('has its key in a file that nobody else reads, and in no variable', () => {
    expect(statSync(join(node.folder, 'run', 'key.pem')).mode & 0o777).toBe(0o600);
    expect(shown(node)).not.toContain('PRIVATE KEY');
  });
});

test('of the first passwords there is no previous one', async () => {
  const node = await startNode({ ...PASSWORDS, [ContainerVariable.PREVIOUS_PASSWORD]: 'none' });
  try {
    expect(await login(node.ports.clients, CURRENT)).toBe(ACCEPTED);
    expect(await login(node.ports.clients, 'none')).toBe(REFUSED);
  } finally {
    await node.stop();
  }
});

test('without a password the node does not start', async () => {
  await expect(startNode({})).rejects.toThrow(/no password/);
});

test('the command line follows from the size', () => {
  expect(
    memcachedCommand({ size: FargateSize.of(2048, 8192), maxConnections: 4096, maxItemKiB: 1024, tls: false }),
  ).toEqual([
    'memcached',
    '--enable-sasl',
    '--protocol=binary',
    '--udp-port=0',
    '--memory-limit=6553',
    '--conn-limit=4096',
    '--threads=2',
    '--max-item-size=1024k',
    '--listen=0.0.0.0:11211',
  ]);
});

test('the shell of the official image reads the script', async () => {
  for (const tls of [true, false]) await promisify(execFile)('/bin/sh', ['-n', '-c', startScript({ ...COMMAND, tls })]);
});
