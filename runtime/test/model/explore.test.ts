import { DEFAULTS } from './configuration';
import { explore, type Model } from './explore';
import { modelOf } from './protocol';
import type { State } from './state';

/** Two counters that count up in any order; the answer at one place is wrong. */
function counters(height: number, width: number, wrong?: string): Model<string> {
  return {
    initial: '0,0',
    name: (state) => state,
    steps: (state) => {
      const [x, y] = state.split(',').map(Number);
      const nexts = [
        [x + 1, y],
        [x, y + 1],
      ].filter(([a, b]) => a <= height && b <= width);
      return nexts.map(([a, b]) => {
        const next = `${a},${b}`;
        return { label: `to ${next}`, next, missed: next === wrong ? 1 : 0 };
      });
    },
  };
}

test('all states and all orders are counted', () => {
  expect(explore(counters(4, 3))).toEqual({ states: 20, steps: 31, orders: 35, counterexample: undefined });
});

test('a wrong answer is found wherever it is, by a shortest way', () => {
  for (let x = 0; x <= 4; x += 1) {
    for (let y = x === 0 ? 1 : 0; y <= 3; y += 1) {
      const { counterexample } = explore(counters(4, 3, `${x},${y}`));
      expect(counterexample).toHaveLength(x + y);
      expect(counterexample?.at(-1)).toBe(`to ${x},${y}`);
    }
  }
});

test('the way to a wrong answer can be walked', () => {
  const { counterexample } = explore(counters(4, 3, '2,1'));
  const places = ['0,0', ...counterexample!.map((label) => label.slice(3))];
  for (const [at, place] of places.slice(1).entries()) {
    expect(
      counters(4, 3)
        .steps(places[at])
        .map(({ next }) => next),
    ).toContain(place);
  }
});

test('steps that go on for ever have no number of orders', () => {
  const circle: Model<number> = {
    initial: 0,
    name: String,
    steps: (state) => [{ label: 'on', next: (state + 1) % 3 }],
  };
  expect(explore(circle)).toMatchObject({ states: 3, orders: Number.POSITIVE_INFINITY });
});

test('too many states are an error, and not an answer', () => {
  const endless: Model<number> = { initial: 0, name: String, steps: (state) => [{ label: 'on', next: state + 1 }] };
  expect(() => explore(endless, 1000)).toThrow('more than 1000 states');
});

test('a bug that is planted into the last state of the protocol is found', () => {
  const model = modelOf({ ...DEFAULTS, writers: [1, 1] });
  let last: State | undefined;
  const { states } = explore({
    ...model,
    steps: (state) => {
      last = state;
      return model.steps(state);
    },
  });
  const planted = model.name(last!);
  const found = explore({
    ...model,
    steps: (state) =>
      model.steps(state).map((step) => ({ ...step, missed: model.name(step.next) === planted ? 1 : step.missed })),
  });
  expect(found.counterexample).toBeDefined();
  // All other states were met before it.
  expect(found.states).toBe(states - 1);
});
