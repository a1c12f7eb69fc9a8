import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { makeCertificate } from '../../../test/servers/certificate';
import { type RunningMemcached, startMemcached } from './memcached';
import { ConfigurationText, type RunningMemcachedEndpoint, startMemcachedEndpoint } from './memcached-endpoint';

let node: RunningMemcached;
let endpoint: RunningMemcachedEndpoint;
const configuration = new ConfigurationText(12, ['one.cache:11211', 'two.cache|10.0.0.2|11211']);
beforeAll(async () => {
  node = await startMemcached();
  endpoint = await startMemcachedEndpoint({ node, configuration });
});
afterAll(() => Promise.all([endpoint.close(), node.stop()]));
afterEach(() => endpoint.says(undefined));

const TEXT = '12\none.cache||11211 two.cache|10.0.0.2|11211\n';
const CONFIG = `CONFIG cluster 0 ${TEXT.length}\r\n${TEXT}\r\nEND\r\n`;

/** All that comes back until the last command, a no-op, is answered. */
async function replies(socket: Socket, ...pieces: readonly string[]): Promise<string> {
  for (const piece of [...pieces, 'mn\r\n']) socket.write(piece);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
    if (text.endsWith('MN\r\n')) socket.end();
  });
  await once(socket, 'close');
  return text.slice(0, -'MN\r\n'.length);
}

const open = () => createConnection(endpoint.port).setNoDelay(true);

test('an endpoint says who the nodes are, between the replies of the server', async () => {
  const text = await replies(open(), 'set a 0 0 1\r\n1\r\nconfig get cluster\r\nget a\r\n', 'get b\r\n');
  expect(text).toBe(`STORED\r\n${CONFIG}VALUE a 0 1\r\n1\r\nEND\r\nEND\r\n`);
});

test('a value that looks like the question is a value', async () => {
  const text = await replies(open(), 'ms b 18\r\nconfig get ', 'cluster\r\n', 'config get', ' cluster\r\nmg b v\r\n');
  expect(text).toBe(`HD\r\n${CONFIG}VA 18\r\nconfig get cluster\r\n`);
});

test('an endpoint answers the older question, and what a test tells it to', async () => {
  const old = `VALUE AmazonElastiCache:cluster 0 ${TEXT.length}\r\n${TEXT}\r\nEND\r\n`;
  expect(await replies(open(), 'get AmazonElastiCache:cluster\r\n')).toBe(old);
  endpoint.says('ERROR');
  expect(await replies(open(), 'config get cluster\r\n')).toBe('ERROR\r\n');
});

test('an endpoint takes TLS', async () => {
  const certificate = await makeCertificate();
  const secure = await startMemcachedEndpoint({ node, configuration, certificate });
  const socket = connect({ port: secure.port, ca: certificate.ca, servername: 'localhost' });
  expect(await replies(socket, 'config get cluster\r\n')).toBe(CONFIG);
  await secure.close();
});
