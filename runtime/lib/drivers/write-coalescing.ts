import type { Socket } from 'node:net';

/**
 * Joins the writes of one tick into one. A client that writes each command by itself spends most of its time in
 * system calls. The flush is put off until all promise callbacks have run, which are what sends most commands.
 */
export function coalesceWrites(socket: Socket): Socket {
  const write = socket.write.bind(socket) as (chunk: string | Uint8Array) => boolean;
  let text = '';
  let waiting = false;
  let corked = false;

  const flush = () => {
    waiting = false;
    if (text !== '' && !socket.destroyed && !socket.writableEnded) write(text);
    text = '';
    if (corked) socket.uncork();
    corked = false;
  };
  socket.write = (chunk: string | Uint8Array): boolean => {
    if (!waiting) {
      waiting = true;
      process.nextTick(flush);
    }
    if (typeof chunk === 'string') {
      text += chunk;
      return true;
    }
    if (!corked) socket.cork();
    corked = true;
    if (text !== '') write(text);
    text = '';
    return write(chunk);
  };
  return socket;
}
