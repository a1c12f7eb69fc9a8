import { Flights, type Share } from '../../lib/protocol/flights';

const share =
  (text: string): Share =>
  () =>
    Buffer.from(text);
const textOf = async (shared: Promise<Share>) => (await shared)()?.toString();

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

test('a load is found while it is under way, and not after it', async () => {
  const flights = new Flights();
  const load = deferred<{ share: Share }>();
  const led = flights.lead('a', () => load.promise);
  const joined = flights.find('a')!;
  expect(flights.find('b')).toBeUndefined();
  load.resolve({ share: share('1') });
  await led;
  expect(await textOf(joined)).toBe('1');
  expect(flights.find('a')).toBeUndefined();
});

test('a load that fails fails for its joiners, and for nobody without any', async () => {
  const flights = new Flights();
  const load = deferred<{ share: Share }>();
  const led = flights.lead('a', () => load.promise);
  const joined = flights.find('a')!;
  load.reject(new Error('away'));
  await expect(led).rejects.toThrow('away');
  await expect(joined).rejects.toThrow('away');
  await expect(flights.lead('b', () => Promise.reject(new Error('alone')))).rejects.toThrow('alone');
  expect(flights.find('b')).toBeUndefined();
});

test('a second leader takes the place of the first one, whose end does not remove it', async () => {
  const flights = new Flights();
  const [first, second] = [deferred<{ share: Share }>(), deferred<{ share: Share }>()];
  const one = flights.lead('a', () => first.promise);
  const two = flights.lead('a', () => second.promise);
  first.resolve({ share: share('1') });
  await one;
  const joined = flights.find('a')!;
  second.resolve({ share: share('2') });
  await two;
  expect(await textOf(joined)).toBe('2');
});

test('D14: in turn, who comes during a load shares the next one, and never the running one', async () => {
  const flights = new Flights();
  const loads: ReturnType<typeof deferred<Share>>[] = [];
  const load = () => {
    const next = deferred<Share>();
    loads.push(next);
    return next.promise;
  };
  const first = flights.inTurn('a', load);
  const [second, third] = [flights.inTurn('a', load), flights.inTurn('a', load)];
  expect(loads).toHaveLength(1);
  loads[0]!.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await new Promise(setImmediate);
  expect(loads).toHaveLength(2);
  const fourth = flights.inTurn('a', load);
  loads[1]!.resolve(share('2'));
  expect(await Promise.all([second, third].map(textOf))).toEqual(['2', '2']);
  await new Promise(setImmediate);
  loads[2]!.resolve(share('3'));
  expect(await textOf(fourth)).toBe('3');
  await new Promise(setImmediate);
  // The turn has ended: the next one begins at once.
  const fifth = flights.inTurn('a', load);
  expect(loads).toHaveLength(4);
  loads[3]!.resolve(share('4'));
  expect(await textOf(fifth)).toBe('4');
});
