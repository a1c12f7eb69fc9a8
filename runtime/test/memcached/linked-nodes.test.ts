import { AuthKind, type Link, LinkError, LinkField } from '../../lib/link';
import { type LinkedNodes, nodesOfLink } from '../../lib/memcached/linked-nodes';
import { MemcachedError } from '../../lib/wire/memcached-error';
import type { MemcachedOpen } from '../../lib/wire/memcached-session';

const LINK: Link = {
  [LinkField.ENDPOINT]: 'cache.example',
  [LinkField.AUTH]: AuthKind.SASL,
  [LinkField.USER]: 'app',
  [LinkField.SECRET_ARN]: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/memcached-AbCdEf',
};

let linked: LinkedNodes | undefined;
afterEach(async () => {
  linked?.close();
  await linked?.nodes.close();
  linked = undefined;
});

test.each<[string, Link]>([
  ['a list of nodes that cannot be read', { ...LINK, [LinkField.NODES]: 'a:1,b' }],
  ['no endpoint', { ...LINK, [LinkField.ENDPOINT]: undefined }],
])('%s fails before a password is read', (_, link) => {
  const readSecret = jest.fn();
  expect(() => nodesOfLink(link, { signIn: { readSecret } })).toThrow(LinkError);
  expect(readSecret).not.toHaveBeenCalled();
});

test('the endpoint is asked by the password, once there is one, and one that it refuses is read again', async () => {
  const passwords = ['old', 'new'];
  const readSecret = jest.fn(async () => `{"password":"${passwords.shift() ?? 'new'}"}`);
  const asked: (string | undefined)[] = [];
  const open = async ({ credential }: MemcachedOpen) => {
    asked.push(credential?.password);
    if (credential?.password === 'new') accepted();
    throw new MemcachedError('ERR_CACHE_TIER_AUTHENTICATION', 'refused');
  };
  let accepted = () => {};
  const signedIn = new Promise<void>((resolve) => {
    accepted = resolve;
  });
  const problems: Error[] = [];
  linked = nodesOfLink(LINK, { signIn: { readSecret, background: false }, open, onError: (e) => problems.push(e) });
  await signedIn;
  expect(asked[0]).toBe('old');
  expect(asked.at(-1)).toBe('new');
  expect(problems.map(({ message }) => message)).toContain('There is no password for cache.example:11211 yet');
});
