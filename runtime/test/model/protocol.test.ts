import { type Configuration, DEFAULTS } from './configuration';
import { EXCEPTIONS, NEEDED, RUNS } from './configurations';
import { explore } from './explore';
import { without } from './guards';
import { check, modelOf } from './protocol';
import type { State } from './state';

describe('R9: the full protocol keeps its promise in every order of steps', () => {
  test.each(RUNS)(
    '$title: $states states, $orders orders',
    ({ config, states, orders }) => {
      expect(check(config)).toMatchObject({ counterexample: undefined, states, orders });
    },
    120_000,
  );
});

test('what the promise is about happens in the model: hits, shared loads, waiting, intents, late commits', () => {
  const seen = new Set<string>();
  const runs: Partial<Configuration>[] = [
    { warm: true, unknownOutcomes: 1, oneProcess: true },
    { outOfMemory: 1, readers: [2, 1] },
  ];
  for (const changes of runs) {
    const model = modelOf({ ...DEFAULTS, ...changes });
    const steps = (state: State) => {
      const found = model.steps(state);
      for (const { label } of found) seen.add(label);
      return found;
    };
    explore({ ...model, steps });
  }
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'reader 1 reads the entry: a hit: the old row',
      'reader 1 reads version 1: a hit: the row with write 1',
      'reader 1 starts, and reads version 1: an intent',
      'reader 1 gets or creates version 1: an intent',
      'reader 1 gets or creates version 1: out of memory',
      'reader 1 stores nothing',
      'reader 1 joins the load of reader 2: the row with write 1',
      'reader 1 waited for a lease, and takes the entry: the old row',
      'the database commits write 1 late, and somebody reads the new value around the cache',
    ]),
  );
});

describe('each exception of the promise is needed', () => {
  test.each(EXCEPTIONS)('without %s the full protocol breaks it', (exception) => {
    const exceptions = EXCEPTIONS.filter((other) => other !== exception);
    const { counterexample } = check({ ...NEEDED[exception], exceptions });
    expect(counterexample).toMatchSnapshot();
    expect(counterexample?.at(-1)).toMatch(/the old row$/);
  });

  test.each(EXCEPTIONS)('%s is no exception once the drops are acknowledged', (exception) => {
    const { counterexample } = check({
      ...NEEDED[exception],
      writers: [1, 1],
      exceptions: [...EXCEPTIONS, 'inFlight'],
    });
    expect(counterexample).toBeUndefined();
  });
});

test('a write that is dropped after COMMIT alone is seen by all who start after it has resolved', () => {
  const config = { protocol: without('intents'), writers: [1, 1], crashes: 1, evictions: 1 };
  expect(check({ ...config, exceptions: [...EXCEPTIONS, 'inFlight'] }).counterexample).toBeUndefined();
  expect(check(config).counterexample).toBeDefined();
});
