import { type Outcome, UNEXPECTED } from './answer-outcome';
import { type BinaryFrame, Opcode, Status } from './binary-frame';
import type { BinaryStream } from './binary-stream';
import { MemcachedError, refusedUser } from './memcached-error';
import type { MemcachedCredential } from './memcached-session';

/**
 * Signs in by SASL PLAIN (https://www.rfc-editor.org/rfc/rfc4616): the password goes to the server as it is, so that only
 * TLS hides it on the way.
 *
 * @throws MemcachedError ERR_CACHE_TIER_AUTHENTICATION if the server refuses the user or the password
 */
export async function signInByPlain(
  stream: BinaryStream,
  server: string,
  credential: MemcachedCredential,
): Promise<void> {
  const { user, password } = credential;
  if (`${user}${password}`.includes('\0')) {
    throw new MemcachedError('ERR_CACHE_TIER_OPTION', 'SASL PLAIN needs a user and a password without NUL characters');
  }
  const value = Buffer.from(`\0${user}\0${password}`);
  const answer = await stream.send([{ opcode: Opcode.SASL_AUTH, key: 'PLAIN', value }], readSignIn);
  if (answer === Status.OK) return;
  if (answer === Status.UNKNOWN_COMMAND) {
    throw new MemcachedError('ERR_CACHE_TIER_VERSION', `${server} has no SASL: it needs to run with -S`);
  }
  throw refusedUser(server, user);
}

function readSignIn({ status }: BinaryFrame): Outcome<Status> {
  return status === Status.OK || status === Status.AUTHENTICATION || status === Status.UNKNOWN_COMMAND
    ? status
    : UNEXPECTED;
}
