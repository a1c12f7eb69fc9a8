import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network that passes on bytes to a server, which may be another one for the next connection. */
export interface Relay {
  readonly port: number;
  target: number;
  /** What is done with bytes for a client. @default - they are written */
  toClient: (client: Socket, chunk: Buffer) => void;
  /** Called at each connection. */
  onConnection: () => void;
  close(): void;
}

/** Starts a relay on this machine; who starts it closes it. */
export async function startRelay(target: number): Promise<Relay> {
  const server = createServer((client) => {
    relay.onConnection();
    const upstream = connect({ port: relay.target, host: '127.0.0.1' });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ]) {
      from.on('error', () => undefined).on('close', () => to.destroy());
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => relay.toClient(client, chunk));
  });
  server.listen(0, 'localhost').unref();
  await once(server, 'listening');
  const relay: Relay = {
    port: (server.address() as AddressInfo).port,
    target,
    toClient: (client, chunk) => client.write(chunk),
    onConnection: () => undefined,
    close: () => server.close(),
  };
  return relay;
}

/** Holds back what comes to a client after so many bytes, until the next connection. */
export function holdAfter(relay: Relay, bytes: number): void {
  let left = bytes;
  relay.toClient = (client, chunk) => {
    client.write(chunk.subarray(0, Math.max(0, left)));
    left -= chunk.length;
  };
  relay.onConnection = () => {
    left = Number.POSITIVE_INFINITY;
  };
}

/** Gives an answer of its own in place of the next one of the server. */
export function answerNext(relay: Relay, reply: string): void {
  relay.toClient = (client) => {
    client.write(reply);
    relay.toClient = (next, chunk) => next.write(chunk);
  };
}
