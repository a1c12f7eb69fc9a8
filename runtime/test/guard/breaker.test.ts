import { Breaker, type BreakerState } from '../../lib/guard/breaker';

// Timers of the guard keep no process alive, so the tests do.
let alive: NodeJS.Timeout;
beforeAll(() => {
  alive = setInterval(() => undefined, 2);
});
afterAll(() => clearInterval(alive));

/** A breaker, and what it has told and asked. */
function make(probe: () => Promise<void>, probeMs = 2) {
  const changes: BreakerState[] = [];
  let tell: () => void = () => undefined;
  const breaker = new Breaker({
    probe,
    probeMs,
    probeMaxMs: 8,
    onChange: (state) => {
      changes.push(state);
      if (state === 'closed') tell();
    },
  });
  const closed = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return { breaker, changes, closed };
}

test('it lets everybody pass until a command was late, and then nobody until a probe has succeeded', async () => {
  let answers = 0;
  const { breaker, changes, closed } = make(async () => {
    answers += 1;
    if (answers < 4) throw new Error('still away');
  });
  expect(breaker.allows()).toBe(true);
  breaker.trip();
  breaker.trip();
  expect(breaker.state).toBe('open');
  expect(breaker.allows()).toBe(false);
  await closed;
  expect(answers).toBe(4);
  expect(breaker.allows()).toBe(true);
  expect(changes).toEqual(['open', 'closed']);
});

test('one probe at a time is under way, however many callers ask', async () => {
  let probes = 0;
  const { breaker } = make(() => {
    probes += 1;
    return new Promise(() => undefined);
  });
  breaker.trip();
  for (let n = 0; n < 100; n += 1) expect(breaker.allows()).toBe(false);
  expect(probes).toBe(1);
  breaker.end();
});

test('D15: a process whose timers were frozen probes as soon as somebody asks', async () => {
  let probes = 0;
  const { breaker } = make(async () => {
    probes += 1;
    throw new Error('away');
  }, 10_000);
  breaker.trip();
  await new Promise(setImmediate);
  breaker.allows();
  expect(probes).toBe(1);
  const later = Date.now() + 60_000;
  const now = jest.spyOn(Date, 'now').mockReturnValue(later);
  try {
    expect(breaker.allows()).toBe(false);
    expect(probes).toBe(2);
  } finally {
    now.mockRestore();
    breaker.end();
  }
});

test('after its end it neither probes nor tells', async () => {
  const probe = jest.fn(async () => {
    throw new Error('away');
  });
  const { breaker, changes } = make(probe, 1);
  breaker.trip();
  breaker.end();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(probe).toHaveBeenCalledTimes(1);
  breaker.trip();
  expect(changes).toEqual(['open']);
});
