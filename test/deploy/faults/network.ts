import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network between a program and a server. */
export interface Network {
  /** Where the program finds the server. */
  readonly url: string;
  /** Ends every connection, and refuses new ones. */
  cut(): void;
  /** Lets connections through again. */
  mend(): void;
  close(): void;
}

/** Starts one; who starts it closes it. */
export async function startNetwork(to: string): Promise<Network> {
  const { hostname, port } = new URL(to);
  const open = new Set<Socket>();
  let whole = true;
  const join = (near: Socket, far: Socket) => {
    for (const socket of [near, far]) {
      open.add(socket);
      // What one side sees of a cut is an error of its own, which the program tells.
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    near.pipe(far).pipe(near);
  };
  const server = createServer((socket) => {
    if (whole) join(socket, connect(Number(port), hostname));
    else socket.resetAndDestroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    whole = false;
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      whole = true;
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
