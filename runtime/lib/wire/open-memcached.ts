import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { serverName, tlsOptions } from '../drivers/driver-options';
import { signInByText } from './ascii-authentication';
import { openBinary } from './binary-session';
import { unreachableNode } from './memcached-error';
import type { MemcachedOpen, MemcachedSession } from './memcached-session';
import { openMeta } from './meta-session';

/** A node that went away without a word is noticed after this and some unanswered probes, also by an idle socket. */
const KEEP_ALIVE_MS = 30_000;

/**
 * Connects, signs in, and learns the version and the identity of the server.
 *
 * By TLS the certificate needs to be for the host of the address, and signed by an authority that is trusted. With SASL
 * the binary protocol is spoken, as such a server takes no other; without it the meta commands of the text protocol.
 *
 * A server that does not say in `stats` which process it is, is refused, unless any will do. Nothing can stand in for
 * that: a number of our own for each connection differs from client to client, so none would take what another one has
 * stored; and a number in an item is the same for all, but where many processes answer at one address it outlives the loss
 * of what others of them hold.
 *
 * @throws MemcachedError ERR_CACHE_TIER_UNREACHABLE if there is no connection, also for a certificate that is not trusted;
 *   ERR_CACHE_TIER_AUTHENTICATION if the server refuses the user or the password; ERR_CACHE_TIER_VERSION if it does not
 *   speak what is needed
 */
export async function openMemcached(request: MemcachedOpen): Promise<MemcachedSession> {
  const { address, credential, anyProcess, onLost, signal } = request;
  const server = serverName(address);
  const opening = { server, anyProcess, onLost, signal };
  const socket = await connected(request, server);
  if (credential === undefined) return openMeta(socket, opening);
  if (credential.kind === 'sasl') return openBinary(socket, credential, opening);
  await endingWith(signal, socket, () => signInByText(socket, server, credential));
  return openMeta(socket, opening);
}

async function connected({ address, tls, signal }: MemcachedOpen, server: string): Promise<Socket> {
  signal.throwIfAborted();
  const { host, port } = address;
  const secure = tlsOptions({ tls }, host);
  const socket = secure === undefined ? createConnection({ host, port }) : connect({ host, port, ...secure });
  // An error that comes when nobody waits any more must not end the process.
  socket.on('error', () => undefined);
  await endingWith(signal, socket, () =>
    once(socket, secure === undefined ? 'connect' : 'secureConnect').catch((cause: Error) => {
      throw unreachableNode(server, cause.message, cause);
    }),
  );
  // Not as options: `tls.connect` takes no notice of them, and each command would wait until the last is acknowledged.
  return socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS);
}

/** A step of the beginning: if it fails, or the signal ends it, there is no socket left. */
async function endingWith(signal: AbortSignal, socket: Socket, step: () => Promise<unknown>): Promise<void> {
  const abort = () => socket.destroy(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    await step();
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
