import fc from 'fast-check';
import { decodeAnswer, encodeAnswer, type WireAnswer } from '../../lib/pg/wire-payload';

const field = (name: string, change: object = {}) => ({
  name,
  tableID: 4_294_967_295,
  columnID: -1,
  dataTypeID: 3_000_000_000,
  dataTypeSize: -1,
  dataTypeModifier: -2_147_483_648,
  format: 'text',
  ...change,
});

const ANSWER: WireAnswer = {
  fields: [field('id'), field('näme €', { format: 'binary', tableID: 0, columnID: 32_767, dataTypeSize: 4 })],
  rows: [
    ['1', null],
    ['', 'ü😀\n\0'],
    [null, 'x'.repeat(300)],
  ],
  command: 'SELECT 3',
};

test('an answer comes back as it was', () => {
  expect(decodeAnswer(encodeAnswer(ANSWER)!)).toEqual(ANSWER);
});

test('any answer comes back as it was', () => {
  const value = fc.option(fc.string({ unit: 'grapheme' }));
  const answers = fc.integer({ min: 1, max: 4 }).chain((width) =>
    fc.record({
      fields: fc.array(fc.string({ unit: 'grapheme' }), { minLength: width, maxLength: width }),
      rows: fc.array(fc.array(value, { minLength: width, maxLength: width })),
    }),
  );
  fc.assert(
    fc.property(answers, ({ fields, rows }) => {
      const answer = { fields: fields.map((name) => field(name)), rows, command: `SELECT ${rows.length}` };
      expect(decodeAnswer(encodeAnswer(answer)!)).toEqual(answer);
    }),
  );
});

test('V5: a payload that is cut anywhere, or has something behind it, is refused', () => {
  const payload = encodeAnswer(ANSWER)!;
  for (let end = 0; end < payload.length; end += 1) expect(() => decodeAnswer(payload.subarray(0, end))).toThrow();
  expect(() => decodeAnswer(Buffer.concat([payload, Buffer.from('x')]))).toThrow('damaged');
});

test('V5: a payload of another format, or of anything else, is refused and never made huge', () => {
  const payload = encodeAnswer(ANSWER)!;
  expect(() => decodeAnswer(Buffer.concat([Buffer.from([2]), payload.subarray(1)]))).toThrow('damaged');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const body = Buffer.from(bytes);
      const head = Buffer.from([1, 0, 0, 0, Math.min(body.length, 200)]);
      try {
        const { fields, rows } = decodeAnswer(Buffer.concat([head, body]));
        expect(fields.length * Math.max(rows.length, 1)).toBeLessThanOrEqual(64);
      } catch (error) {
        expect(`${error}`).toBe('Error: The stored answer is damaged');
      }
    }),
  );
});

test.each<[string, Partial<WireAnswer>]>([
  ['has no columns', { fields: [], rows: [[]] }],
  ['has a value that is no text', { rows: [['1', Buffer.from('2') as never]] }],
  ['has a row of another width', { rows: [['1']] }],
  ['has a column of another format', { fields: [field('a', { format: 'other' }), field('b')] }],
])('an answer that %s is not stored', (_, change) => {
  expect(encodeAnswer({ ...ANSWER, ...change })).toBeUndefined();
});
