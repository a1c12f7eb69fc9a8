import type { Socket } from 'node:net';
import { MemcachedError, refusedUser, unreachableNode } from './memcached-error';
import type { MemcachedCredential } from './memcached-session';

/** More than any answer to a sign-in. */
const MAX_LINE = 1024;

/**
 * Signs in by memcached's own authentication in its text protocol (`-Y`): the first command is a `set` of any key, with
 * user and password as its value. They go to the server as they are, so that only TLS hides them on the way.
 *
 * A server without `-Y` takes that for an item. It has expired when it comes, so that nobody can read it.
 *
 * @throws MemcachedError ERR_CACHE_TIER_AUTHENTICATION if the server refuses the user or the password
 * @see https://github.com/memcached/memcached/blob/master/doc/protocol.txt
 */
export async function signInByText(socket: Socket, server: string, credential: MemcachedCredential): Promise<void> {
  const { user, password } = credential;
  if (user === '' || /\s/.test(user + password)) {
    throw new MemcachedError('ERR_CACHE_TIER_OPTION', 'memcached -Y needs a user and a password without spaces');
  }
  const login = `${user} ${password}`;
  socket.write(`set login 0 -1 ${Buffer.byteLength(login)}\r\n${login}\r\n`);
  const line = await firstLine(socket, server);
  if (line === 'STORED') return;
  if (/authentication/.test(line)) throw refusedUser(server, user);
  throw new MemcachedError('ERR_CACHE_TIER_REPLY', `${server} answered: ${line.slice(0, 80)}`);
}

/** The one line that comes before the next command is sent. */
function firstLine(socket: Socket, server: string): Promise<string> {
  let read = '';
  return new Promise<string>((resolve, reject) => {
    const fail = (why: string, cause?: Error) => end(() => reject(unreachableNode(server, why, cause)));
    const onData = (chunk: Buffer) => {
      read += chunk.toString('latin1');
      if (read.endsWith('\r\n')) end(() => resolve(read.slice(0, -2)));
      else if (read.length > MAX_LINE) fail('its answer to a sign-in has no end');
    };
    const onError = (error: Error) => fail(error.message, error);
    const onClose = () => fail('the server has closed the connection');
    const end = (settle: () => void) => {
      socket.off('data', onData).off('error', onError).off('end', onClose).off('close', onClose);
      settle();
    };
    socket.on('data', onData).on('error', onError).on('end', onClose).on('close', onClose);
  });
}
