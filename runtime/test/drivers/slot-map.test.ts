import { parseSlots } from '../../lib/drivers/slot-map';

const asked = { host: 'asked', port: 1 };

test('the first node of a range is its owner', () => {
  const reply = [
    [0, 99, ['one', 6379, 'id', []], ['replica', 6380, 'id', []]],
    [100, 16_383, ['two', 6381, 'id', []]],
  ];
  expect(parseSlots(reply, asked)).toEqual([
    { from: 0, to: 99, owner: { host: 'one', port: 6379 } },
    { from: 100, to: 16_383, owner: { host: 'two', port: 6381 } },
  ]);
});

test.each([null, '', '?'])('a node that gives %j for its name is the one that was asked', (name) => {
  expect(parseSlots([[0, 1, [name, 6379]]], asked)).toEqual([{ from: 0, to: 1, owner: { host: 'asked', port: 6379 } }]);
});

test.each([undefined, null, 'OK', [], [[]], [[0, 1]], [[0, 1, ['a', 'x']]]])('%j has no ranges', (reply) => {
  expect(parseSlots(reply, asked)).toEqual([]);
});
