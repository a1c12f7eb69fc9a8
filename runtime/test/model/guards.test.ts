import { EXCEPTIONS, REMOVALS } from './configurations';
import { GUARDS, without } from './guards';
import { check } from './protocol';

describe('without one of its guards the protocol gives a stale answer', () => {
  const rows = REMOVALS.map((removal) => ({ ...removal, instead: GUARDS[removal.guard] }));

  test.each(rows)('$guard ($instead): after $steps steps', ({ guard, config, steps, afterResolved }) => {
    // The very same configuration is right as long as the guard stands.
    expect(check(config).counterexample).toBeUndefined();
    const { counterexample } = check({ ...config, protocol: without(guard) });
    expect(counterexample).toHaveLength(steps);
    expect(counterexample?.at(-1)).toMatch(/(the old row|the row with write [12])$/);
    expect(counterexample).toMatchSnapshot();
    const resolved = check({ ...config, protocol: without(guard), exceptions: [...EXCEPTIONS, 'inFlight'] });
    expect(resolved.counterexample !== undefined).toBe(afterResolved);
  });
});

describe('the nonce of an intent', () => {
  const writers = [1, 1];

  test('finds nothing alone, as an intent is never compared', () => {
    expect(check({ protocol: without('nonce'), writers }).counterexample).toBeUndefined();
  });

  test('is what keeps resolved writes visible if answers were stored under intents', () => {
    const exceptions = [...EXCEPTIONS, 'inFlight' as const];
    expect(check({ protocol: without('noStoreUnderIntent'), writers, exceptions }).counterexample).toBeUndefined();
    const { counterexample } = check({ protocol: without('noStoreUnderIntent', 'nonce'), writers, exceptions });
    expect(counterexample).toMatchSnapshot();
    expect(counterexample?.at(-1)).toMatch(/a hit: the old row$/);
  });
});

test('every guard is left out in a test', () => {
  const tested = [...REMOVALS.map(({ guard }) => guard), 'nonce'];
  expect(tested.sort()).toEqual(Object.keys(GUARDS).sort());
});
