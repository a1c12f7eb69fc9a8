import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network between a client and a server of this machine, that fails on demand. */
export interface RunningProxy {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Connections that are open now. */
  readonly connections: number;
  /** Bytes that were passed to the server, and to clients, so far. */
  readonly bytes: { readonly toServer: number; readonly toClients: number };
  /** Passes nothing on: connections stay open, and new ones are taken, but nothing answers. */
  freeze(): void;
  /** Passes on what was held back, and everything from now on. */
  thaw(): void;
  /** Resets all connections; new ones are taken. */
  drop(): void;
  /** Resets all connections, and each new one at once. `accept` ends it. */
  refuse(): void;
  accept(): void;
  /** Keeps each piece of what the server sends for so many milliseconds; 0 ends it. */
  delay(ms: number): void;
  /** Resets a connection once it has passed so many bytes from now on: an answer, or a command, is cut in the middle. */
  cutAfter(bytes: number, direction?: Direction): void;
  /** Resolves when a client has connected since this call. */
  connected(): Promise<void>;
  close(): Promise<void>;
}

/** Which way bytes go. */
export type Direction = 'toServer' | 'toClients';

/** Starts a proxy before a port of this machine; who starts it closes it. */
export async function startProxy(target: number): Promise<RunningProxy> {
  const open = new Set<Socket>();
  const bytes = { toServer: 0, toClients: 0 };
  const held: (() => void)[] = [];
  let cut: { left: number; direction: Direction } | undefined;
  let state: 'passes' | 'frozen' | 'refuses' = 'passes';
  let wait = 0;

  const reset = (socket: Socket) => socket.resetAndDestroy();
  const dropAll = () => {
    held.length = 0;
    for (const socket of open) reset(socket);
  };

  const pass = (from: Socket, to: Socket, direction: Direction) => {
    const delayed: (() => void)[] = [];
    const write = (chunk: Buffer) => {
      const size = cut?.direction === direction ? Math.min(cut.left, chunk.length) : chunk.length;
      bytes[direction] += size;
      to.write(chunk.subarray(0, size));
      if (cut?.direction !== direction) return;
      cut.left -= size;
      if (cut.left > 0) return;
      cut = undefined;
      // What was written is flushed first, so that the other side has seen exactly so much.
      to.destroySoon();
      reset(from);
    };
    const inOrder = (act: () => void) => {
      if (state === 'frozen') held.push(act);
      else act();
    };
    const later = (act: () => void) => {
      if (direction === 'toServer' || (wait === 0 && delayed.length === 0)) return inOrder(act);
      // What comes after the delay has ended still comes after what it kept.
      delayed.push(act);
      setTimeout(() => inOrder(delayed.shift()!), wait).unref();
    };
    from.on('data', (chunk) => later(() => write(chunk)));
    from.on('end', () => later(() => to.end()));
    from.on('close', () => {
      open.delete(from);
      // The end is seen after the bytes before it.
      if (from.errored) reset(to);
    });
    from.on('error', () => undefined);
  };

  const server = createServer({ allowHalfOpen: true }, (client) => {
    client.on('error', () => undefined);
    if (state === 'refuses') {
      reset(client);
      return;
    }
    const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      // A test that forgets to close its proxy must end all the same.
      socket.unref();
      open.add(socket);
    }
    pass(client, upstream, 'toServer');
    pass(upstream, client, 'toClients');
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');

  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    get connections() {
      return open.size / 2;
    },
    bytes,
    freeze: () => {
      state = 'frozen';
    },
    thaw: () => {
      state = 'passes';
      for (const act of held.splice(0)) act();
    },
    drop: dropAll,
    refuse: () => {
      state = 'refuses';
      dropAll();
    },
    accept: () => {
      state = 'passes';
    },
    delay: (ms) => {
      wait = ms;
    },
    cutAfter: (left, direction = 'toClients') => {
      cut = { left, direction };
    },
    connected: async () => {
      await once(server, 'connection');
    },
    close: async () => {
      dropAll();
      server.close();
      await once(server, 'close');
    },
  };
}
