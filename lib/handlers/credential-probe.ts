import { connect, type TLSSocket } from 'node:tls';
import type { Deadline } from './deadline';
import { RotationError } from './rotation-error';

/** Where a credential is tried. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** The user to connect as; without one the password is the token of the cache. */
  readonly user?: string;
}

/** How long one connection may take, in milliseconds. */
const TIMEOUT = 5_000;

/** How often a cache that does not answer is tried again: a failover takes about a minute. */
const ATTEMPTS = 12;

/** What the server says when a credential is wrong; everything else is a server that cannot tell now. */
const REFUSED =
  /^-(WRONGPASS|NOAUTH|ERR invalid password|ERR invalid username-password|ERR Client sent AUTH|ERR AUTH <password> called without)/;

/** A user may lack the permission for PING: its password was right all the same. */
const ANSWERED = /^(\+PONG|-NOPERM)/;

/**
 * True if the cache accepts a credential on a new connection by TLS, false if it refuses it.
 *
 * @throws RotationError if the cache does not answer: that says nothing of the credential
 */
export async function accepts(endpoint: Endpoint, password: string, deadline: Deadline): Promise<boolean> {
  const place = `${endpoint.host}:${endpoint.port}`;
  for (let attempt = 1; ; attempt += 1) {
    deadline.check(`connecting to ${place}`);
    const answer = await signIn(endpoint, password);
    if (answer.accepted !== undefined) return answer.accepted;
    if (attempt === ATTEMPTS) {
      throw new RotationError(
        `${place} does not answer (${answer.failure}); let the security group of the function reach that of the cache on port ${endpoint.port}, and put the function into subnets of the cache's VPC`,
      );
    }
    await deadline.pause(`connecting to ${place} (${answer.failure})`);
  }
}

interface Answer {
  readonly accepted?: boolean;
  readonly failure?: string;
}

/** Two commands and two lines of answer: a client library would reconnect, ask for INFO, and judge for itself. */
function signIn({ host, port, user }: Endpoint, password: string): Promise<Answer> {
  return new Promise((resolve) => {
    let text = '';
    let socket: TLSSocket;
    const end = (answer: Answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket = connect({ host, port }, () => {
      socket.write(command('AUTH', ...(user === undefined ? [] : [user]), password) + command('PING'));
    });
    socket.setTimeout(TIMEOUT, () => end({ failure: `no answer in ${TIMEOUT / 1_000} seconds` }));
    socket.on('error', (error: NodeJS.ErrnoException) => end({ failure: error.code ?? error.name }));
    socket.on('close', () => end({ failure: text.trim().slice(1) || 'the connection was closed' }));
    socket.on('data', (chunk) => {
      text += chunk;
      const [auth, ping, rest] = text.split('\r\n');
      if (REFUSED.test(auth) && ping !== undefined) return end({ accepted: false });
      if (rest === undefined) return undefined;
      if (auth === '+OK' && ANSWERED.test(ping)) return end({ accepted: true });
      return end({ failure: (auth === '+OK' ? ping : auth).slice(1) });
    });
  });
}

/** A command in the protocol of the server, in which a password may hold any character. */
function command(...words: readonly string[]): string {
  return [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ''].join('\r\n');
}
