import { MissingPeerError, peerProblem } from '../../lib/peers/peer';

/** What is told when a package cannot be loaded. */
function problemOf(load: () => unknown): unknown {
  try {
    return load();
  } catch (cause) {
    return peerProblem('some-peer', 'This test', cause);
  }
}

test('a package that is missing is named, with what to do', () => {
  const problem = problemOf(() => require('some-peer'));
  expect(problem).toBeInstanceOf(MissingPeerError);
  expect(problem).toMatchObject({
    code: 'ERR_CACHE_TIER_PEER',
    message: "This test needs the package 'some-peer': run 'npm install some-peer'",
    cause: { code: 'MODULE_NOT_FOUND' },
  });
});

test('a package whose own dependency is missing fails as it is', () => {
  const problem = problemOf(() => require('no-such-dependency'));
  expect(problem).not.toBeInstanceOf(MissingPeerError);
  expect(problem).toMatchObject({ code: 'MODULE_NOT_FOUND' });
});

test('a package that fails to load fails as it is', () => {
  const broken = new Error("broken 'some-peer'");
  expect(peerProblem('some-peer', 'This test', broken)).toBe(broken);
});
