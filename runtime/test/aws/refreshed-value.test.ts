import type { RefreshOptions } from '../../lib/aws/refresh-options';
import { refreshedValue } from '../../lib/aws/refreshed-value';

const MINUTE = 60_000;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

/** A value that is fetched from a list of answers, the last of which is repeated. */
function source(answers: readonly (string | Error | Promise<string>)[], options: Partial<RefreshOptions<string>> = {}) {
  const calls: { readonly at: number; readonly refused: boolean; readonly signal: AbortSignal }[] = [];
  const reports: string[] = [];
  const begin = Date.now();
  const value = refreshedValue<string>({
    fetch: async (signal, refused) => {
      calls.push({ at: Date.now() - begin, refused, signal });
      const answer = await answers[Math.min(calls.length, answers.length) - 1];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    problem: (cause) => cause as Error,
    dueAt: (_value, fetchedAt) => fetchedAt + 5 * MINUTE,
    onProblem: ({ message }) => reports.push(message),
    onRecovered: () => reports.push('recovered'),
    ...options,
  });
  return { value, calls, reports };
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

/** Time passes, of which the process notices nothing. */
const freeze = (ms: number) => jest.setSystemTime(Date.now() + ms);

test('nothing is fetched before the first use', async () => {
  const { value, calls } = source(['a']);
  await pass(10 * MINUTE);
  expect(calls).toEqual([]);
  value.close();
});

test('the first use gives nothing, and what follows gives the value', async () => {
  const { value, calls } = source(['a']);
  expect(value.current()).toBeUndefined();
  await value.ready;
  expect(value.current()).toBe('a');
  expect(calls).toHaveLength(1);
  value.close();
});

test('a fetch that throws at once is a problem like any other', async () => {
  const { value, reports } = source([], {
    fetch: () => {
      throw new Error('thrown');
    },
  });
  expect(value.current()).toBeUndefined();
  await value.ready;
  expect(reports).toEqual(['thrown']);
  value.close();
});

test('a value in use is fetched anew on its period', async () => {
  const { value, calls } = source(['a', 'b']);
  value.current();
  await pass(MINUTE);
  value.current();
  await pass(4 * MINUTE);
  expect(calls.map(({ at }) => at)).toEqual([0, 5 * MINUTE]);
  expect(value.current()).toBe('b');
  value.close();
});

test('a value that nobody asks for is left alone until somebody does', async () => {
  const { value, calls } = source(['a', 'b']);
  value.current();
  await pass(60 * MINUTE);
  expect(calls).toHaveLength(1);
  expect(value.current()).toBe('a');
  await pass(0);
  expect(value.current()).toBe('b');
  expect(calls).toHaveLength(2);
  value.close();
});

test('an eager value is fetched on its period although nobody asks for it', async () => {
  const { value, calls } = source(['a', 'b'], { eager: true });
  value.current();
  await pass(21 * MINUTE);
  expect(calls).toHaveLength(5);
  value.close();
});

test('a value that is never due is fetched once', async () => {
  const { value, calls } = source(['a'], { dueAt: () => Number.POSITIVE_INFINITY, eager: true });
  value.current();
  await pass(24 * 60 * MINUTE);
  value.current();
  await pass(0);
  expect(calls).toHaveLength(1);
  value.close();
});

test('a failure keeps the value, and is told once, as is its end', async () => {
  const { value, reports } = source(['a', new Error('one'), new Error('two'), new Error('three'), 'b'], {
    eager: true,
  });
  value.current();
  await pass(5 * MINUTE);
  expect(reports).toEqual(['one']);
  expect(value.current()).toBe('a');
  await pass(3_100);
  expect(reports).toEqual(['one']);
  await pass(5_000);
  expect(reports).toEqual(['one', 'recovered']);
  expect(value.current()).toBe('b');
  value.close();
});

test('what fails again after it recovered is told again', async () => {
  const { value, reports } = source([new Error('one'), 'a', new Error('two'), 'b'], { eager: true });
  value.current();
  await pass(6 * MINUTE);
  expect(reports).toEqual(['one', 'recovered', 'two', 'recovered']);
  value.close();
});

test('who is told may throw', async () => {
  const angry = () => {
    throw new Error('not ours');
  };
  const { value } = source([new Error('one'), 'a'], { onProblem: angry, onRecovered: angry });
  value.current();
  await pass(2_000);
  expect(value.current()).toBe('a');
  value.close();
});

test('attempts that fail become rare, down to one a minute', async () => {
  const { value, calls } = source([new Error('down')]);
  value.current();
  await pass(60 * MINUTE);
  const pauses = calls.slice(1).map(({ at }, index) => at - calls[index].at);
  pauses.slice(0, 6).forEach((ms, index) => {
    expect(ms).toBeGreaterThanOrEqual(500 * 2 ** index);
    expect(ms).toBeLessThanOrEqual(1_000 * 2 ** index + 1);
  });
  expect(Math.min(...pauses.slice(6))).toBeGreaterThanOrEqual(30_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(60_001);
  value.close();
});

test('a thousand refusals at once are one fetch', async () => {
  const { value, calls } = source(['a', 'b']);
  value.current();
  await pass(MINUTE);
  for (let refusal = 0; refusal < 1_000; refusal += 1) value.refused();
  await pass(0);
  expect(calls.map(({ refused }) => refused)).toEqual([false, true]);
  expect(value.current()).toBe('b');
  value.close();
});

test('a value that stays wrong is fetched ever more rarely, however often it is refused', async () => {
  const { value, calls } = source(['wrong']);
  value.current();
  await pass(MINUTE);
  for (let second = 0; second < 3_600; second += 1) {
    value.refused();
    await pass(1_000);
  }
  expect(calls.length).toBeGreaterThan(50);
  expect(calls.length).toBeLessThan(60 * 2 + 10);
  value.close();
});

test('a refusal right after a fetch is not forgotten', async () => {
  const { value, calls } = source(['a', 'b']);
  value.current();
  await value.ready;
  value.refused();
  expect(calls).toHaveLength(1);
  await pass(1_000);
  expect(value.current()).toBe('b');
  value.close();
});

test('a refusal while an answer is on its way is answered by that', async () => {
  let answer = (_value: string) => {};
  const slow = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const { value, calls } = source(['a', slow]);
  value.current();
  await pass(MINUTE);
  value.refused();
  await pass(1_000);
  value.refused();
  answer('b');
  await pass(MINUTE);
  expect(value.current()).toBe('b');
  expect(calls).toHaveLength(2);
  value.close();
});

test('a refusal stays in force while fetching fails', async () => {
  const { value, calls } = source(['a', new Error('down'), 'b']);
  value.current();
  await pass(MINUTE);
  value.refused();
  await pass(1_000);
  expect(calls.map(({ refused }) => refused)).toEqual([false, true, true]);
  expect(value.current()).toBe('b');
  value.close();
});

test('long after a value was refused in vain, a refusal is answered at once again', async () => {
  const { value, calls } = source(['wrong']);
  value.current();
  for (let second = 0; second < 600; second += 1) {
    value.refused();
    await pass(1_000);
  }
  await pass(5 * MINUTE);
  const before = calls.length;
  value.refused();
  await pass(0);
  value.refused();
  await pass(1_000);
  expect(calls.length - before).toBe(2);
  value.close();
});

test('an attempt without an end is given up, and its late answer is not taken', async () => {
  let answer = (_value: string) => {};
  const hanging = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const { value, calls, reports } = source([hanging, 'b']);
  value.current();
  await pass(10_000);
  expect(reports).toEqual(['no answer within 10000 ms', 'recovered']);
  expect(calls[0].signal.aborted).toBe(true);
  answer('late');
  await pass(0);
  expect(value.current()).toBe('b');
  value.close();
});

test('without a background there are no timers, and what is due is fetched on use', async () => {
  const { value, calls, reports } = source([new Error('down'), 'a', 'b'], { background: false, eager: true });
  value.current();
  await pass(10 * MINUTE);
  expect(jest.getTimerCount()).toBe(0);
  expect(calls).toHaveLength(1);
  value.current();
  await pass(0);
  expect(value.current()).toBe('a');
  expect(reports).toEqual(['down', 'recovered']);
  freeze(5 * MINUTE);
  expect(value.current()).toBe('a');
  await pass(0);
  expect(value.current()).toBe('b');
  value.close();
});

test('D15: an attempt that a freeze cut off does not stand in the way afterwards', async () => {
  const { value, calls } = source([new Promise<string>(() => {}), 'a'], { background: false });
  value.current();
  freeze(15 * MINUTE);
  value.current();
  await pass(0);
  expect(calls).toHaveLength(2);
  expect(value.current()).toBe('a');
  value.close();
});

test('a clock that is set back does not hold up the next attempt', async () => {
  const { value } = source([new Error('down'), 'a'], { background: false });
  value.current();
  await pass(0);
  freeze(-60 * MINUTE);
  value.current();
  await pass(0);
  freeze(1_000);
  value.current();
  await pass(0);
  expect(value.current()).toBe('a');
  value.close();
});

test('a closed value keeps what it has, fetches no more, and lets go of who waits', async () => {
  const { value, calls } = source([new Promise<string>(() => {})]);
  value.current();
  value.close();
  await value.ready;
  expect(calls[0].signal.aborted).toBe(true);
  value.refused();
  value.current();
  await pass(60 * MINUTE);
  expect(calls).toHaveLength(1);
});

describe('for somebody who can wait', () => {
  test('the first value is waited for, and a known one is given at once', async () => {
    const { value, calls } = source(['a']);
    expect(await value.latest()).toBe('a');
    expect(await value.latest()).toBe('a');
    expect(calls).toHaveLength(1);
    value.close();
  });

  test('after a refusal the next value is waited for, though no timer runs in the background', async () => {
    const { value, calls } = source(['a', 'b'], { background: false });
    await value.latest();
    value.refused();
    const next = value.latest();
    // Two attempts are at least half a second apart.
    await pass(1_000);
    expect(await next).toBe('b');
    expect(calls.map(({ refused }) => refused)).toEqual([false, true]);
    value.close();
  });

  test('a refusal whose attempt is far away gives what is known', async () => {
    const { value, calls } = source(['a']);
    await value.latest();
    for (let turn = 0; turn < 6; turn += 1) {
      value.refused();
      const next = value.latest();
      await pass(1_000);
      expect(await next).toBe('a');
    }
    // Ever further apart, as each brings the refused value again.
    expect(calls.length).toBeLessThan(6);
    value.close();
  });

  test('without a value the problem of the last attempt is thrown, and the next one waits for the next attempt', async () => {
    const { value } = source([new Error('down'), 'a']);
    await expect(value.latest()).rejects.toThrow('down');
    const next = value.latest();
    await pass(1_000);
    expect(await next).toBe('a');
    value.close();
  });

  test('an attempt without an answer is given up, though no timer runs in the background', async () => {
    const { value } = source([new Promise(() => {})], { background: false });
    const failed = expect(value.latest()).rejects.toThrow('no answer within 10000 ms');
    await pass(10_000);
    await failed;
    value.close();
  });

  test('a value that is closed is waited for no longer', async () => {
    const { value } = source([new Promise(() => {})]);
    const closed = expect(value.latest()).rejects.toThrow('closed before it was read');
    value.close();
    await closed;
  });
});
