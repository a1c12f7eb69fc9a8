import { CfnParameter, Duration } from 'aws-cdk-lib/core';
import { Backup, InvalidCacheError, MaintenanceWindow, SnapshotWindow, Weekday } from '../../lib';
import { groupOf, messageOf, refusalsOf, stack, warningsOf } from './given';

const { weekly } = MaintenanceWindow;

describe('a maintenance window', () => {
  test.each([
    [{ day: Weekday.SUNDAY, hour: 5 }, 'sun:05:00-sun:06:00'],
    [{ day: Weekday.MONDAY, hour: 0, minute: 30 }, 'mon:00:30-mon:01:30'],
    [{ day: Weekday.TUESDAY, hour: 22, duration: Duration.hours(3) }, 'tue:22:00-wed:01:00'],
    [{ day: Weekday.SATURDAY, hour: 23, minute: 45 }, 'sat:23:45-sun:00:45'],
    [{ day: Weekday.WEDNESDAY, hour: 12, duration: Duration.hours(24) }, 'wed:12:00-thu:12:00'],
    [{ day: Weekday.THURSDAY, hour: 23, minute: 59, duration: Duration.hours(24) }, 'thu:23:59-fri:23:59'],
    [{ day: Weekday.FRIDAY, hour: 3, duration: Duration.minutes(95) }, 'fri:03:00-fri:04:35'],
    [{ day: Weekday.SUNDAY, hour: 5, duration: Duration.minutes(1) }, 'sun:05:00-sun:05:01'],
    [{ day: Weekday.SATURDAY, hour: 5, duration: Duration.minutes(1441) }, 'sat:05:00-sun:05:01'],
    [{ day: Weekday.SUNDAY, hour: 5, duration: Duration.minutes(10_079) }, 'sun:05:00-sun:04:59'],
  ])('%j is written %s', (options, value) => {
    expect(weekly(options).value).toBe(value);
  });

  test('of every day, hour and minute can be read back', () => {
    for (const day of Object.values(Weekday)) {
      for (const hour of [0, 9, 23]) {
        for (const minute of [0, 1, 59]) {
          const { value } = weekly({ day, hour, minute });
          expect(MaintenanceWindow.parse(value).value).toBe(value);
        }
      }
    }
  });

  test.each([
    [{ day: Weekday.SUNDAY, hour: 24 }, "'hour' needs a whole number from 0 to 23, got 24; choose one"],
    [{ day: Weekday.SUNDAY, hour: 1.5 }, "'hour' needs a whole number from 0 to 23, got 1.5; choose one"],
    [{ day: Weekday.SUNDAY, hour: 1, minute: 60 }, "'minute' needs a whole number from 0 to 59, got 60; choose one"],
    [
      { day: Weekday.SUNDAY, hour: 1, duration: Duration.minutes(0) },
      "'duration' needs whole minutes, 1 to 10079, got 0; choose a length between them",
    ],
    [
      { day: Weekday.SUNDAY, hour: 1, duration: Duration.days(7) },
      "'duration' needs whole minutes, 1 to 10079, got 10080; choose a length between them",
    ],
  ])('%j is refused', (options, problem) => {
    expect(messageOf(() => weekly(options))).toBe(`MaintenanceWindow.weekly: ${problem}`);
    expect(() => weekly(options)).toThrow(InvalidCacheError);
  });

  test('that is wrong in several ways says so at once', () => {
    expect(messageOf(() => weekly({ day: Weekday.SUNDAY, hour: -1, minute: -1, duration: Duration.minutes(0) }))).toBe(
      `MaintenanceWindow.weekly:
  - 'hour' needs a whole number from 0 to 23, got -1; choose one
  - 'minute' needs a whole number from 0 to 59, got -1; choose one
  - 'duration' needs whole minutes, 1 to 10079, got 0; choose a length between them`,
    );
  });

  test.each([
    '',
    'sun',
    'Sun:05:00-Sun:06:00',
    'sun:5:00-sun:6:00',
    'sun:24:00-mon:01:00',
    'sun:05:00',
    'xyz:05:00-xyz:06:00',
  ])("'%s' cannot be read", (text) => {
    expect(messageOf(() => MaintenanceWindow.parse(text))).toBe(
      `MaintenanceWindow.parse: 'text' needs the form 'ddd:hh:mm-ddd:hh:mm' in UTC, got '${text}'; write it as 'sun:05:00-sun:06:00'`,
    );
  });

  test.each([
    'sun:05:00-sun:05:30',
    'sun:05:00-sun:05:59',
    'sun:05:00-mon:05:01',
    'sun:05:00-tue:05:00',
    'sun:05:00-sun:05:00',
    'mon:05:00-sun:05:00',
  ])("'%s' has a meaning, and is refused by the cache as too short or too long", (text) => {
    const maintenanceWindow = MaintenanceWindow.parse(text);
    expect(maintenanceWindow.value).toBe(text);
    expect(refusalsOf({ maintenanceWindow })).toEqual([
      `'maintenanceWindow' needs 60 minutes to 24 hours, got "${text}"; move its start or its end`,
    ]);
  });

  test.each(['sun:05:00-sun:06:00', 'sun:05:00-mon:05:00'])("'%s' is just long or short enough", (text) => {
    expect(groupOf({ maintenanceWindow: MaintenanceWindow.parse(text) }).PreferredMaintenanceWindow).toBe(text);
  });

  test('that is known at deployment only is taken as it is', () => {
    const text = new CfnParameter(stack(), 'Window').valueAsString;
    expect(MaintenanceWindow.parse(text).value).toBe(text);
  });

  test('that overlaps the snapshot window is warned of', () => {
    const maintenanceWindow = weekly({ day: Weekday.SUNDAY, hour: 3 });
    const backup = (hour: number) => Backup.daily({ window: SnapshotWindow.daily({ hour }) });
    expect(warningsOf({ maintenanceWindow, backup: backup(3) })).toEqual(['windows-overlap']);
    expect(warningsOf({ maintenanceWindow, backup: backup(4) })).toEqual([]);
    expect(warningsOf({ maintenanceWindow, backup: backup(2) })).toEqual([]);
  });

  test('that goes beyond midnight is seen to overlap on the next day', () => {
    const maintenanceWindow = weekly({ day: Weekday.SATURDAY, hour: 23, duration: Duration.hours(3) });
    const window = SnapshotWindow.daily({ hour: 1 });
    expect(warningsOf({ maintenanceWindow, backup: Backup.daily({ window }) })).toEqual(['windows-overlap']);
  });
});
