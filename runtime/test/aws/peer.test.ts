import { loadPeer, MissingPeerError } from '../../lib/aws/peer';

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

test('a package that is there is loaded', () => {
  expect(loadPeer('node:path', 'This test', () => require('node:path'))).toBe(require('node:path'));
});

test('a package that is missing is named, with what to do', () => {
  const error = thrownBy(() => loadPeer('no-such-peer', 'This test', () => require('no-such-peer')));
  expect(error).toBeInstanceOf(MissingPeerError);
  expect(error).toMatchObject({
    code: 'ERR_CACHE_TIER_PEER',
    message: "This test needs the package 'no-such-peer': run 'npm install no-such-peer'",
    cause: { code: 'MODULE_NOT_FOUND' },
  });
});

test('a package whose own dependency is missing fails as it is', () => {
  const error = thrownBy(() => loadPeer('some-peer', 'This test', () => require('no-such-dependency')));
  expect(error).not.toBeInstanceOf(MissingPeerError);
  expect(error).toMatchObject({ code: 'MODULE_NOT_FOUND' });
});

test('a package that fails to load fails as it is', () => {
  const broken = new Error('broken');
  expect(
    thrownBy(() =>
      loadPeer('some-peer', 'This test', () => {
        throw broken;
      }),
    ),
  ).toBe(broken);
});
