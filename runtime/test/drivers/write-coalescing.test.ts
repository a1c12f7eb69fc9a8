import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { coalesceWrites } from '../../lib/drivers/write-coalescing';

/** Writes to a socket, and gives what arrived when it has ended. */
async function arrives(write: (socket: Socket) => void | Promise<void>): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[peer]] = (await Promise.all([once(server, 'connection'), once(socket, 'connect')])) as [[Socket], unknown];
  let text = '';
  peer.on('data', (chunk) => {
    text += chunk;
  });
  await write(coalesceWrites(socket));
  await new Promise((resolve) => setImmediate(resolve));
  socket.end();
  await once(peer, 'end');
  peer.destroy();
  server.close();
  return text;
}

test('text and bytes arrive in the order in which they were written', async () => {
  const text = await arrives(async (socket) => {
    socket.write('a é');
    socket.write(Buffer.from('1 é'));
    socket.write('b');
    socket.write('c');
    socket.write(Buffer.from('2'));
    await undefined;
    socket.write('d');
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(Buffer.from('3'));
    socket.write('e');
  });
  expect(text).toBe('a é1 ébc2d3e');
});

test('what is written in one tick, and by the promises that it settles, is one write', async () => {
  let writes = 0;
  await arrives(async (socket) => {
    const stream = socket as unknown as { _writeGeneric: (...args: unknown[]) => unknown };
    const write = stream._writeGeneric;
    stream._writeGeneric = function (...args) {
      writes += 1;
      return write.apply(this, args);
    };
    await Promise.resolve();
    socket.write('a');
    await Promise.resolve();
    socket.write('b');
    socket.write('c');
  });
  expect(writes).toBe(1);
});

test('a write to a socket that is gone is no error', async () => {
  const socket = connect(1, '127.0.0.1');
  const errors: Error[] = [];
  socket.on('error', (error) => errors.push(error));
  coalesceWrites(socket);
  await new Promise((resolve) => socket.once('close', resolve));
  socket.write('a');
  socket.write(Buffer.from('b'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(errors.map((error) => (error as NodeJS.ErrnoException).code)).toEqual(['ECONNREFUSED']);
});
