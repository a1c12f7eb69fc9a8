import { LinkField } from 'cache-tier/link';
import { MemcachedClient } from 'cache-tier/memcached';
import { ContainerVariable } from '../../lib/self-managed/memcached-command';
import { saslLink } from '../../lib/self-managed/sasl-link';
import { makeCertificate } from '../servers/certificate';
import { freePorts } from '../servers/free-ports';
import { COMMAND, startNode, USER } from './running-node';

const HOSTS = ['127.0.0.1', '127.0.0.2'];

test.each([false, true])(
  'the client of cache-tier uses such nodes by their link, TLS %p, also when the password changes',
  async (tls) => {
    const certificate = await makeCertificate(HOSTS.slice(1));
    let password = 'first'.repeat(4);
    const variables = () => ({
      [ContainerVariable.PASSWORD]: password,
      ...(tls && {
        [ContainerVariable.CERTIFICATE]: certificate.cert,
        [ContainerVariable.PRIVATE_KEY]: certificate.key,
      }),
    });
    const [clients, ...probes] = await freePorts(3);
    const start = (index: number) => {
      const ports = { clients, probe: probes[index] };
      return startNode(variables(), { ...COMMAND, tls }, { host: HOSTS[index], ports });
    };
    const nodes = [await start(0), await start(1)];
    const link = {
      ...saslLink(HOSTS, { user: USER, tls }),
      // The port is fixed but for tests.
      [LinkField.NODES]: HOSTS.map((host) => `${host}:${clients}`).join(','),
      [LinkField.SECRET_ARN]: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Cache-AbCdEf',
    };
    const readSecret = async () => JSON.stringify({ username: USER, password });
    const client = MemcachedClient.fromLink(link, {
      readSecret,
      tls: tls ? { ca: certificate.ca } : undefined,
      deadlineMs: 10_000,
    });
    try {
      await client.ready(10_000);
      const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
      await Promise.all(keys.map((key) => client.set(key, `value of ${key}`, { ttl: '5m' })));
      expect((await client.getMany(keys)).size).toBe(20);

      password = 'second'.repeat(4);
      await nodes[0].stop();
      nodes[0] = await start(0);
      await client.ready(20_000);
      // What was on the node that was restarted is gone, and the rest is where it was.
      const left = await client.getMany(keys);
      expect(left.size).toBeGreaterThan(0);
      expect(left.size).toBeLessThan(20);
      await client.set(keys.find((key) => !left.has(key)) ?? '', 'again', { ttl: '5m' });
    } finally {
      await client.close();
      await Promise.all(nodes.map((node) => node.stop()));
    }
  },
);
