import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A name that points to one of several servers, as the primary endpoint of a replication group does. */
export interface RunningEndpoint {
  readonly port: number;
  /** Where new connections go from now on; the open ones stay where they are. */
  point(port: number): void;
  /** Resets all connections; new ones are taken. */
  drop(): void;
  /** Resets all connections, and each new one until it points to somebody again. */
  refuse(): void;
  close(): Promise<void>;
}

/** Starts an endpoint that points to a port of this machine; who starts it closes it. */
export async function startEndpoint(first: number): Promise<RunningEndpoint> {
  let target: number | undefined = first;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    if (target === undefined) {
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const upstream = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.setNoDelay(true).unref();
      from.on('error', () => to.destroy());
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const drop = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    point: (port) => {
      target = port;
    },
    drop,
    refuse: () => {
      target = undefined;
      drop();
    },
    close: async () => {
      drop();
      server.close();
      await once(server, 'close');
    },
  };
}
