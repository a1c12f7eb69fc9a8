import { CfnParameter, Duration } from 'aws-cdk-lib/core';
import { Backup, SnapshotWindow } from '../../lib';
import { groupOf, messageOf, refusalsOf, stack } from './given';

describe('a snapshot window', () => {
  test.each([
    [{ hour: 3 }, '03:00-04:00'],
    [{ hour: 0, minute: 5 }, '00:05-01:05'],
    [{ hour: 23, minute: 30 }, '23:30-00:30'],
    [{ hour: 22, duration: Duration.hours(5) }, '22:00-03:00'],
    [{ hour: 0, duration: Duration.minutes(1439) }, '00:00-23:59'],
    [{ hour: 3, duration: Duration.minutes(1) }, '03:00-03:01'],
  ])('%j is written %s', (options, value) => {
    expect(SnapshotWindow.daily(options).value).toBe(value);
    expect(SnapshotWindow.parse(value).value).toBe(value);
  });

  test.each([
    [{ hour: 24 }, "'hour' needs a whole number from 0 to 23, got 24; choose one"],
    [{ hour: 3, minute: 60 }, "'minute' needs a whole number from 0 to 59, got 60; choose one"],
    [
      { hour: 3, duration: Duration.minutes(0) },
      "'duration' needs whole minutes, 1 to 1439, got 0; choose a length between them",
    ],
    [
      { hour: 3, duration: Duration.days(1) },
      "'duration' needs whole minutes, 1 to 1439, got 1440; choose a length between them",
    ],
  ])('%j is refused', (options, problem) => {
    expect(messageOf(() => SnapshotWindow.daily(options))).toBe(`SnapshotWindow.daily: ${problem}`);
  });

  test.each(['', '3:00-4:00', '03:00', '24:00-01:00', '03:60-05:00', 'sun:03:00-sun:04:00'])(
    "'%s' cannot be read",
    (text) => {
      expect(messageOf(() => SnapshotWindow.parse(text))).toBe(
        `SnapshotWindow.parse: 'text' needs the form 'hh:mm-hh:mm' in UTC, got '${text}'; write it as '03:00-04:00'`,
      );
    },
  );

  test.each(['03:00-03:01', '03:00-03:30', '23:30-00:29', '03:00-03:00'])(
    "'%s' has a meaning, and is refused by the cache as too short",
    (text) => {
      const window = SnapshotWindow.parse(text);
      expect(window.value).toBe(text);
      expect(refusalsOf({ backup: Backup.daily({ window }) })).toEqual([
        `'backup.window' needs at least 60 minutes, got "${text}"; make it longer`,
      ]);
    },
  );

  test.each(['03:00-04:00', '03:00-02:59'])("'%s' is long enough", (text) => {
    expect(groupOf({ backup: Backup.daily({ window: SnapshotWindow.parse(text) }) }).SnapshotWindow).toBe(text);
  });

  test('that is known at deployment only is taken as it is', () => {
    const text = new CfnParameter(stack(), 'Window').valueAsString;
    expect(SnapshotWindow.parse(text).value).toBe(text);
  });
});
