import { connect } from 'node:net';
import type { RunningServer } from './redis-server';

/**
 * Opens a new connection, as a client with this password would, and closes it. In the clear: what a server says to AUTH is
 * the same by TLS, whose handshakes would take most of the time of tests that connect thousands of times.
 *
 * @returns what the server says to AUTH: `+OK`, or why not
 */
export function signIn(server: RunningServer, password: string, user?: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(server.port, '127.0.0.1');
    socket.on('connect', () => socket.write(`AUTH ${user === undefined ? '' : `${user} `}${password}\r\n`));
    socket.on('error', (error) => resolve(`${error}`)).on('close', () => resolve(`closed after '${text}'`));
    socket.on('data', (chunk) => {
      text += chunk;
      if (!text.includes('\r\n')) return;
      resolve(text.trim());
      socket.destroy();
    });
  });
}
