import { InvalidCacheError } from '../../lib';

describe('the error', () => {
  test('of one problem is one line', () => {
    const error = new InvalidCacheError('Stack/Cache', ['one']);
    expect(error.message).toBe('Stack/Cache: one');
    expect([error.name, error.problems, error instanceof Error]).toEqual(['InvalidCacheError', ['one'], true]);
  });

  test('has its subject as it was given, for whoever shows it otherwise', () => {
    expect(new InvalidCacheError('Stack/Cache', ['one', 'two']).subject).toBe('Stack/Cache');
  });

  test('of several problems is a list', () => {
    expect(new InvalidCacheError('Topology.singleShard', ['one', 'two']).message).toBe(
      'Topology.singleShard:\n  - one\n  - two',
    );
  });
});
