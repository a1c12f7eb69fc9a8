import { type Link, LinkError, LinkField } from '../../lib/link';
import { linkedEndpoint, linkedNodes } from '../../lib/memcached/memcached-addresses';

test.each<[string | undefined, unknown]>([
  [undefined, undefined],
  ['', undefined],
  ['a.example:11211', [{ host: 'a.example', port: 11211 }]],
  [
    ' a:1 , b:65535 ',
    [
      { host: 'a', port: 1 },
      { host: 'b', port: 65535 },
    ],
  ],
  [
    '[2001:db8::1]:11211,10.0.0.1:11211',
    [
      { host: '2001:db8::1', port: 11211 },
      { host: '10.0.0.1', port: 11211 },
    ],
  ],
])('the nodes %j of a link', (nodes, expected) => {
  expect(linkedNodes({ [LinkField.NODES]: nodes })).toEqual(expected);
});

const SHAPE =
  "the field 'nodes' of a link needs 'host:port,host:port', with an IPv6 address in brackets, got '%s' in it";
test.each([
  ['a', SHAPE.replace('%s', 'a')],
  ['a:1,', SHAPE.replace('%s', '')],
  ['a:1;b:2', SHAPE.replace('%s', 'a:1;b:2')],
  ['2001:db8::1:11211', SHAPE.replace('%s', '2001:db8::1:11211')],
  ['[a]:1', SHAPE.replace('%s', '[a]:1')],
  ['[::1]', SHAPE.replace('%s', '[::1]')],
  ['a b:1', SHAPE.replace('%s', 'a b:1')],
  ['a:', "the field 'nodes' of a link needs a port from 1 to 65535, got ''"],
  ['a:0', "the field 'nodes' of a link needs a port from 1 to 65535, got '0'"],
  ['a:65536', "the field 'nodes' of a link needs a port from 1 to 65535, got '65536'"],
  ['a:x', "the field 'nodes' of a link needs a port from 1 to 65535, got 'x'"],
  ['a:1,b:1,A:1', "the field 'nodes' of a link needs each node once, got 'a:1' twice"],
])('the nodes %j are refused, with what is needed', (nodes, message) => {
  expect(() => linkedNodes({ [LinkField.NODES]: nodes })).toThrow(new LinkError(message));
});

test.each<[Link, unknown]>([
  [{ endpoint: 'a.cfg.cache.example' }, { host: 'a.cfg.cache.example', port: 11211 }],
  [
    { endpoint: 'a', port: '11300' },
    { host: 'a', port: 11300 },
  ],
])('the endpoint of %j', (link, expected) => {
  expect(linkedEndpoint(link)).toEqual(expected);
});

test.each<[Link, string]>([
  [{}, "a link needs an endpoint, but the field 'endpoint' is not set"],
  [{ endpoint: 'a', port: '0' }, "the field 'port' of a link needs a port from 1 to 65535, got '0'"],
])('the endpoint of %j is refused, with what is needed', (link, message) => {
  expect(() => linkedEndpoint(link)).toThrow(new LinkError(message));
});
