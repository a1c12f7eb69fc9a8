import { TickWriter } from '../../lib/wire/tick-writer';
import { ReplayedSocket } from './replayed-socket';

const turn = () => new Promise(setImmediate);

function writerOf() {
  const socket = new ReplayedSocket();
  return { socket, writer: new TickWriter(socket.socket) };
}

test('text, short values and long ones go out in the order in which they were given, in one write', async () => {
  const { socket, writer } = writerOf();
  const parts = [
    'a',
    Buffer.alloc(512, 'b'),
    Buffer.alloc(3000, 'c'),
    Buffer.alloc(4000, 'd'),
    'e',
    Buffer.from([0xff]),
  ];
  for (const part of parts) writer.writeValue(part);
  await turn();
  expect(socket.writes).toEqual([parts.map((part) => part.toString('latin1' as never)).join('')]);
});

test('a value of a few KiB is part of the text while there is little of it, and goes out as it is behind more', async () => {
  const { socket, writer } = writerOf();
  const chunks = jest.spyOn(socket, 'write');
  writer.write('one ');
  writer.writeValue(Buffer.alloc(1024, 1));
  await turn();
  expect(chunks).toHaveBeenCalledTimes(1);
  for (let i = 0; i < 5; i += 1) writer.writeValue(Buffer.alloc(1024, 1));
  await turn();
  expect(chunks.mock.calls.slice(1).map(([part]) => [typeof part, part.length])).toEqual([
    ['string', 4096],
    ['object', 1024],
  ]);
  expect(Buffer.concat(socket.writes.map((text) => Buffer.from(text, 'latin1')))).toHaveLength(4 + 6 * 1024);
});

test('a long text does not wait for the end of its tick, and what follows stays behind it', async () => {
  const { socket, writer } = writerOf();
  const long = 'x'.repeat(70_000);
  writer.write('first ');
  writer.write(long);
  expect(socket.writes).toEqual([`first ${long}`]);
  writer.writeValue(Buffer.alloc(5000, 'y'));
  writer.write('last');
  await turn();
  expect(socket.writes.join('')).toBe(`first ${long}${'y'.repeat(5000)}last`);
  expect(writer.waitingBytes).toBe(0);
});

test('nothing is written to a socket that was destroyed meanwhile', async () => {
  const { socket, writer } = writerOf();
  writer.write('late');
  socket.destroy();
  await turn();
  expect(socket.writes).toEqual([]);
});
