import { dailyWindow, maintenanceWindow, overlap, type Window } from '../../lib/rules/windows';

describe('a maintenance window', () => {
  test.each([
    ['sun:00:00-sun:01:00', 0, 60],
    ['mon:05:30-mon:06:45', 1770, 75],
    ['wed:23:30-thu:00:30', 5730, 60],
    ['sat:23:30-sun:00:30', 10_050, 60],
    ['sun:05:00-mon:05:00', 300, 1440],
    ['sun:05:00-sun:04:59', 300, 10_079],
    ['sun:05:00-sun:05:00', 300, 0],
  ])('%s starts in minute %d of the week and lasts %d minutes', (text, start, minutes) => {
    expect(maintenanceWindow(text)).toEqual({ start, minutes });
  });

  test.each([
    'Sun:05:00-Sun:06:00',
    'sunday:05:00-sunday:06:00',
    'sun:24:00-mon:01:00',
    'sun:05:60-sun:07:00',
    'sun:5:00-sun:6:00',
    'sun:05:00',
    '05:00-06:00',
    'xyz:05:00-xyz:06:00',
    '',
  ])('is not %p', (text) => {
    expect(maintenanceWindow(text)).toBeUndefined();
  });
});

describe('a snapshot window', () => {
  test.each([
    ['03:00-04:00', 180, 60],
    ['23:30-00:30', 1410, 60],
    ['00:00-23:59', 0, 1439],
    ['03:00-03:00', 180, 0],
  ])('%s starts in minute %d of the day and lasts %d minutes', (text, start, minutes) => {
    expect(dailyWindow(text)).toEqual({ start, minutes });
  });

  test.each(['3:00-4:00', '24:00-01:00', '03:00-04:60', 'sun:03:00-sun:04:00', '03:00', ''])('is not %p', (text) => {
    expect(dailyWindow(text)).toBeUndefined();
  });
});

describe('the two windows', () => {
  test.each([
    ['sun:05:00-sun:06:00', '05:30-06:30'],
    ['sun:05:00-sun:06:00', '04:00-05:01'],
    ['sun:05:00-sun:09:00', '06:00-07:00'],
    ['sun:06:00-sun:07:00', '05:00-09:00'],
    ['tue:00:00-tue:01:00', '23:30-00:30'],
    ['tue:23:30-wed:00:30', '00:00-01:00'],
    ['tue:23:00-wed:01:00', '23:30-00:30'],
    ['sat:23:30-sun:00:30', '00:00-01:00'],
    ['sat:23:30-sun:00:30', '23:00-00:00'],
    ['sun:00:00-sun:01:00', '23:30-00:30'],
    ['fri:12:00-sat:12:00', '11:00-12:00'],
  ])('%s and %s overlap', (weekly, daily) => {
    expect(overlap(read(maintenanceWindow(weekly)), read(dailyWindow(daily)))).toBe(true);
  });

  test.each([
    ['sun:05:00-sun:06:00', '06:00-07:00'],
    ['sun:05:00-sun:06:00', '04:00-05:00'],
    ['sat:23:30-sun:00:30', '00:30-01:30'],
    ['sat:23:30-sun:00:30', '22:30-23:30'],
    ['sun:01:00-sun:02:00', '23:30-01:00'],
    ['sun:22:00-sun:23:00', '23:00-22:00'],
  ])('%s and %s do not overlap', (weekly, daily) => {
    expect(overlap(read(maintenanceWindow(weekly)), read(dailyWindow(daily)))).toBe(false);
  });
});

function read(window: Window | undefined): Window {
  expect(window).toBeDefined();
  return window!;
}
