import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A node of Memcached, and who logs in there. */
export interface SaslNode {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Whether it takes TLS alone. */
  readonly tls: boolean;
  /** The authority of its certificate; undefined for those that Node.js knows. */
  readonly ca?: string;
}

/** Whether a node accepts a password; undefined with the reason, if it does not say. */
export interface LoginAnswer {
  readonly accepted?: boolean;
  readonly failure?: string;
}

/** How long one login may take, in milliseconds. */
const TIMEOUT = 5_000;

/** One request of the binary protocol: https://docs.memcached.org/protocols/binary/ */
const RESPONSE = 0x81;
const HEAD = 24;
const AUTHENTICATED = 0;
const AUTHENTICATION_ERROR = 0x20;

/** Logs in on a new connection, which is closed then. It never fails. */
export function signIn(node: SaslNode, password: string): Promise<LoginAnswer> {
  return new Promise((resolve) => {
    let reply = Buffer.alloc(0);
    const { host, port, tls, ca } = node;
    const socket: Socket = tls ? connectTls({ host, port, ca }) : connectTcp({ host, port });
    const end = (answer: LoginAnswer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once(tls ? 'secureConnect' : 'connect', () => socket.write(request(node.user, password)));
    socket.setTimeout(TIMEOUT, () => end({ failure: `no answer in ${TIMEOUT / 1_000} seconds` }));
    socket.on('error', (error: NodeJS.ErrnoException) => end({ failure: error.code ?? error.name }));
    socket.on('close', () => end({ failure: 'the connection was closed' }));
    socket.on('data', (chunk: Buffer) => {
      reply = Buffer.concat([reply, chunk]);
      if (reply[0] !== RESPONSE) return end({ failure: 'it does not speak the binary protocol' });
      if (reply.length < HEAD) return undefined;
      const status = reply.readUInt16BE(6);
      if (status === AUTHENTICATED) return end({ accepted: true });
      if (status === AUTHENTICATION_ERROR) return end({ accepted: false });
      return end({ failure: `status ${status}` });
    });
  });
}

/** SASL PLAIN: https://www.rfc-editor.org/rfc/rfc4616 */
function request(user: string, password: string): Buffer {
  const body = Buffer.from(`PLAIN\0${user}\0${password}`);
  const head = Buffer.alloc(HEAD);
  head.writeUInt16BE(0x8021, 0);
  head.writeUInt16BE('PLAIN'.length, 2);
  head.writeUInt32BE(body.length, 8);
  return Buffer.concat([head, body]);
}
