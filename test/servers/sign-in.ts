import { readFileSync } from 'node:fs';
import { connect, createSecureContext, type SecureContext } from 'node:tls';
import type { RunningServer } from './redis-server';

/** What clients of a server share, so that tests can connect thousands of times: the authority, read once. */
const CONTEXTS = new WeakMap<RunningServer, SecureContext>();
const SESSIONS = new WeakMap<RunningServer, Buffer>();

/**
 * Opens a new connection by TLS, as a client with this password would, and closes it.
 *
 * @returns what the server says to AUTH: `+OK`, or why not
 */
export function signIn(server: RunningServer, password: string, user?: string): Promise<string> {
  const secureContext = CONTEXTS.get(server) ?? createSecureContext({ ca: readFileSync(server.caFile) });
  CONTEXTS.set(server, secureContext);
  return new Promise((resolve) => {
    let text = '';
    const to = { port: server.tlsPort, host: server.host, secureContext, session: SESSIONS.get(server) };
    const socket = connect(to, () => socket.write(`AUTH ${user === undefined ? '' : `${user} `}${password}\r\n`));
    socket.on('session', (session) => SESSIONS.set(server, session));
    socket.on('error', (error) => resolve(`${error}`)).on('close', () => resolve(`closed after '${text}'`));
    socket.on('data', (chunk) => {
      text += chunk;
      if (!text.includes('\r\n')) return;
      resolve(text.trim());
      socket.destroy();
    });
  });
}
