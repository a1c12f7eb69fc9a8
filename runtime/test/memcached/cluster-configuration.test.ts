import { parseConfiguration } from '../../lib/memcached/cluster-configuration';

const ONE = { host: 'one.abc.0001.use1.cache.amazonaws.com', address: '10.82.235.120', port: 11211 };
const TWO = { host: '2two.abc.0002.use1.cache.amazonaws.com', address: '10.80.249.27', port: 11212 };
const nodes = [ONE, TWO];
const text = nodes.map(({ host, address, port }) => `${host}|${address}|${port}`).join(' ');

test.each([
  ['as it came', `CONFIG cluster 0 147\r\n12\n${text}\n\r\nEND\r\n`],
  ['to the older question', `VALUE AmazonElastiCache:cluster 0 147\r\n12\n${text}\n\r\nEND\r\n`],
  ['without the lines around it', `12\n${text}\n`],
  ['with other ends of lines', `CONFIG cluster 0 147\r\n12\r\n${text}\r\n\r\nEND`],
  ['with spaces at the ends', `CONFIG cluster 0 147 \r\n 12 \n${text}  \n\r\nEND\r\n`],
  ['with a line for each node', `12\n${text.replace(' ', '\n')}`],
])('M2: an answer is read %s', (_, reply) => {
  expect(parseConfiguration(reply)).toEqual({ version: 12, nodes });
});

test.each([
  [
    'a host that begins with a digit',
    '1cache.example.com|10.0.0.1|11211',
    { host: '1cache.example.com', address: '10.0.0.1' },
  ],
  ['a host of digits alone', '0001||11211', { host: '0001' }],
  ['no address', 'one.cache||11211', { host: 'one.cache' }],
  ['an address alone', '|10.0.0.1|11211', { host: '10.0.0.1', address: '10.0.0.1' }],
  ['an IPv6 address', 'one.cache|2001:db8::1|11211', { host: 'one.cache', address: '2001:db8::1' }],
  ['an IPv6 address in brackets', '[2001:db8::1]|[2001:db8::1]|11211', { host: '2001:db8::1', address: '2001:db8::1' }],
])('M2: a node with %s is read', (_, node, expected) => {
  expect(parseConfiguration(`1\n${node}\n`)).toEqual({ version: 1, nodes: [{ ...expected, port: 11211 }] });
});

test.each([
  ['', `needs a version, got '', in ""`],
  ['END\r\n', `needs a version, got '', in "END\\r\\n"`],
  ['SERVER_ERROR busy', `needs a version, got 'SERVER_ERROR busy', in "SERVER_ERROR busy"`],
  ['one|10.0.0.1|11211', `needs a version, got 'one|10.0.0.1|11211', in "one|10.0.0.1|11211"`],
  ['-1\none||11211', `needs a version, got '-1', in "-1\\none||11211"`],
  ['12\n', `it names no node, in "12\\n"`],
  ['12\none||11211 two', `'two' is no node, in "12\\none||11211 two"`],
  ['12\none||11211 two|10.0', `'two|10.0' is no node, in "12\\none||11211 two|10.0"`],
  ['12\n||11211', `'||11211' is no node, in "12\\n||11211"`],
  ['12\none||', `'one||' is no node, in "12\\none||"`],
  ['12\none||0', `'one||0' is no node, in "12\\none||0"`],
  ['12\none||65536', `'one||65536' is no node, in "12\\none||65536"`],
  ['12\none|10.0.0.1|11211|x', `'one|10.0.0.1|11211|x' is no node, in "12\\none|10.0.0.1|11211|x"`],
  ['12\no<e||11211', `'o<e||11211' is no node, in "12\\no<e||11211"`],
])('M2: the answer %j is refused whole', (reply, problem) => {
  expect(() => parseConfiguration(reply)).toThrow(
    expect.objectContaining({
      code: 'ERR_CACHE_TIER_REPLY',
      message: `the configuration of the cluster cannot be read: ${problem}`,
    }),
  );
});

test('M2: an error shows the beginning of a long answer', () => {
  expect(() => parseConfiguration(`12\n${'x'.repeat(1000)}`)).toThrow(/x{197}\.\.\."$/);
});
