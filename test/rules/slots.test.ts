import { slotProblem } from '../../lib/rules/slots';

describe('slots are shared out well', () => {
  test.each([
    ['nothing is said', []],
    ['one shard has them all', ['0-16383']],
    ['two shards have a half each', ['0-8191', '8192-16383']],
    ['the shards come in any order', ['8192-16383', '0-8191']],
    ['a shard has several ranges', ['0-99,200-16383', '100-199']],
    ['a range is a single slot', ['0', '1-16383']],
    ['there are spaces', [' 0 - 8191 ', '8192-16000, 16001-16383']],
  ])('when %s', (_, shards) => {
    expect(slotProblem(shards)).toBeUndefined();
  });
});

describe('slots are shared out badly', () => {
  test.each([
    ['the first is missing', ['1-16383'], 'none for 0-0'],
    ['the last is missing', ['0-16382'], 'none for 16383-16383'],
    ['there is a gap', ['0-99', '200-16383'], 'none for 100-199'],
    ['a slot is in two shards', ['0-8192', '8192-16383'], '8192 twice'],
    ['a range lies in another', ['0-16383', '5-6'], '5 twice'],
    ['a range runs backwards', ['0-8191', '16383-8192'], "'16383-8192'"],
    ['there is no such slot', ['0-16384'], "'0-16384'"],
    ['it is no range', ['all'], "'all'"],
    ['it is negative', ['-1-16383'], "'-1-16383'"],
    ['a range is empty', ['0-16383,'], "''"],
  ])('when %s', (_, shards, problem) => {
    expect(slotProblem(shards)).toBe(problem);
  });
});
