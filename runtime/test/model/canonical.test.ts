import { type Configuration, DEFAULTS } from './configuration';
import { explore } from './explore';
import { modelOf } from './protocol';

const CASES: [string, Partial<Configuration>][] = [
  ['two readers and a writer', {}],
  ['an entry at the start and an expiry', { warm: true, evictions: 1 }],
  ['one process', { oneProcess: true, warm: true, writers: [1, 1] }],
  ['two tags', { tags: 2, writers: [0b11], readers: [1], unknownOutcomes: 1 }],
  ['a failover', { warm: true, failovers: 1, readers: [2] }],
  ['a lost message', { readers: [1], lostMessages: 1, outOfMemory: 1 }],
];

test.each(CASES)('names for ids and the order of readers change no order of steps: %s', (_, changes) => {
  const config = { ...DEFAULTS, ...changes };
  const model = modelOf(config);
  const short = explore(model);
  const long = explore({ ...model, name: (state) => JSON.stringify(state) });
  expect(short.states).toBeLessThan(long.states);
  expect(short.orders).toBe(long.orders);
});
