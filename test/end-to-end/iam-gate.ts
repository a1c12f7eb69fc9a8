import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { AwsCredentials } from '../../runtime/lib/aws/aws-credentials';
import { iamToken } from '../../runtime/lib/aws/iam-token';
import type { Certificate } from '../servers/certificate';
import { CREDENTIALS } from './aws-of-application';

/** Who may come in: the user, the cache that tokens have to be signed for, and what the server behind knows the user by. */
export interface Guest {
  readonly user: string;
  readonly cacheName: string;
  readonly password: string;
  /** By which its tokens are signed. @default - those of the role of the application */
  readonly credentials?: AwsCredentials;
}

/** The door of a cache with IAM authentication, in front of a server that knows no IAM. */
export interface IamGate {
  readonly port: number;
  readonly guests: Guest[];
  /** How many tokens were taken. */
  readonly taken: () => number;
  /** What was refused, and why. */
  readonly refused: string[];
  stop(): Promise<void>;
}

/**
 * Takes connections by TLS, and lets in who signs in first with a token that the role of the application signed for this
 * cache and this user within the last 15 minutes, as ElastiCache does.
 *
 * @param port of the server behind, without TLS
 * @param place where it listens; any port of this machine unless it is given
 */
export async function startIamGate(
  port: number,
  { cert, key }: Certificate,
  place: { readonly host: string; readonly port: number } = { host: '127.0.0.1', port: 0 },
): Promise<IamGate> {
  const guests: Guest[] = [];
  const refused: string[] = [];
  const open = new Set<TLSSocket>();
  let taken = 0;
  const server = createServer({ cert, key }, (client) => {
    open.add(client);
    client.on('close', () => open.delete(client)).on('error', () => undefined);
    let first = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      first = Buffer.concat([first, chunk]);
      const command = commandIn(first);
      if (!command) return;
      client.removeListener('data', onData);
      const guest = admitted(command.words, guests);
      if (typeof guest === 'string') {
        refused.push(guest);
        return void client.end('-WRONGPASS invalid username-password pair or user is disabled.\r\n');
      }
      taken += 1;
      const behind = connect(port, '127.0.0.1', () => {
        const words = command.words.map((word, at) => (at === passwordAt(command.words) ? guest.password : word));
        behind.write(encoded(words));
        behind.write(first.subarray(command.length));
        client.pipe(behind).pipe(client);
      });
      behind.on('error', () => client.destroy()).on('close', () => client.destroy());
      client.on('close', () => behind.destroy());
    };
    client.on('data', onData);
  });
  server.listen(place).unref();
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    guests,
    taken: () => taken,
    refused,
    stop: async () => {
      for (const client of open) client.destroy();
      await once(server.close(), 'close');
    },
  };
}

/** Who somebody is by the first command; why nobody instead. */
function admitted(words: readonly string[], guests: readonly Guest[]): Guest | string {
  const at = passwordAt(words);
  if (at < 0) return `${words[0]} before a token`;
  const [user, token] = [words[at - 1], words[at]!];
  const guest = guests.find((each) => each.user === user);
  if (!guest) return `a user '${user}' whom nobody knows`;
  const time = /X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(token)?.slice(1) ?? [];
  const [year, month, ...rest] = time.map(Number) as [number, number, number, number, number, number];
  const now = Date.UTC(year, month - 1, ...rest);
  if (!(Math.abs(Date.now() - now) < 900_000)) return 'a token of another time';
  const { cacheName, credentials = CREDENTIALS } = guest;
  const expected = iamToken({ credentials, region: 'us-east-1', cacheName, serverless: false, user, now });
  return token === expected ? guest : `a token that is signed for something else: ${token.split('&')[0]}`;
}

/** Where the password stands in `AUTH user password` and `HELLO 3 AUTH user password`; -1 if there is none. */
function passwordAt(words: readonly string[]): number {
  const at = words.findIndex((word) => word.toUpperCase() === 'AUTH');
  return at >= 0 && words.length > at + 2 ? at + 2 : -1;
}

/** The first command of what a client sends, once all of it is there. */
function commandIn(bytes: Buffer): { readonly words: readonly string[]; readonly length: number } | undefined {
  const text = bytes.toString('latin1');
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return undefined;
  let at = head[0].length;
  const words: string[] = [];
  for (let left = Number(head[1]); left > 0; left -= 1) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (!size) return undefined;
    const from = at + size[0].length;
    at = from + Number(size[1]) + 2;
    if (text.length < at) return undefined;
    words.push(text.slice(from, at - 2));
  }
  return { words, length: at };
}

function encoded(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
