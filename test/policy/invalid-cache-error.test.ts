import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { InvalidCacheError } from '../../lib';

describe('the error', () => {
  test('of one problem is one line', () => {
    const error = new InvalidCacheError(new Construct(new Stack(undefined, 'Stack'), 'Cache'), ['one']);
    expect(error.message).toBe('Stack/Cache: one');
    expect([error.name, error.problems, error instanceof Error]).toEqual(['InvalidCacheError', ['one'], true]);
  });

  test('of several problems is a list', () => {
    expect(new InvalidCacheError('Topology.singleShard', ['one', 'two']).message).toBe(
      'Topology.singleShard:\n  - one\n  - two',
    );
  });
});
