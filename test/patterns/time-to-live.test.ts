import { Duration, Lazy } from 'aws-cdk-lib/core';
import { Invalidation } from '../../lib/patterns/invalidation';
import { boundProblems, secondsProblems, secondsText } from '../../lib/patterns/time-to-live';
import { messageOf } from '../connect/connect-given';

const unknown = Duration.seconds(Lazy.number({ produce: () => 60 }));

test.each([
  [Duration.seconds(1), []],
  [Duration.days(180), []],
  [Duration.minutes(1.5), []],
  [unknown, []],
  [
    Duration.seconds(0),
    [
      "'ttl' needs whole seconds, 1 or more and at most 180 days, got 0 seconds; choose a time between them, such as Duration.hours(8)",
    ],
  ],
  [
    Duration.millis(1500),
    [
      "'ttl' needs whole seconds, 1 or more and at most 180 days, got 1 second 500 millis; choose a time between them, such as Duration.hours(8)",
    ],
  ],
  [
    Duration.days(181),
    [
      "'ttl' needs whole seconds, 1 or more and at most 180 days, got 181 days; choose a time between them, such as Duration.hours(8)",
    ],
  ],
])('%#: a time to live is whole seconds that the runtime takes', (time, problems) => {
  expect(secondsProblems('ttl', time, 'Duration.hours(8)')).toEqual(problems);
});

test.each([
  [Duration.minutes(5), Duration.seconds(300), []],
  [unknown, Duration.seconds(1), []],
  [Duration.seconds(1), unknown, []],
  [
    Duration.minutes(5),
    Duration.seconds(299),
    ["'ttl' needs at most the 4 minutes 59 seconds of 'maxTtl', got 5 minutes; shorten it, or raise 'maxTtl'"],
  ],
])('%#: a time keeps its bound', (time, bound, problems) => {
  expect(boundProblems('ttl', time, bound, 'maxTtl')).toEqual(problems);
});

test('an application reads seconds', () => {
  expect(secondsText(Duration.minutes(5))).toBe('300');
  expect(secondsText(unknown)).toMatch(/^\$\{Token/);
});

test.each(['ttl', 'onWrites'] as const)('Invalidation.%s is what it says, and refuses a bound that is none', (kind) => {
  const made = Invalidation[kind]({ maxTtl: Duration.minutes(5) });
  expect([`${made}`, made.kind, made.maxTtl.toSeconds()]).toEqual([
    `Invalidation.${kind}()`,
    kind === 'ttl' ? 'ttl' : 'writes',
    300,
  ]);
  expect(messageOf(() => Invalidation[kind]({ maxTtl: Duration.seconds(0) }))).toBe(
    `Invalidation.${kind}: 'maxTtl' needs whole seconds, 1 or more and at most 180 days, got 0 seconds; choose a time between them, such as Duration.minutes(5)`,
  );
});
