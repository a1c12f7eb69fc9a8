import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from '../../../test/servers/certificate';

/** What the nodes of a cluster say of it; one for all of them. A test changes it while clients run. */
export class ConfigurationText {
  public text = '';

  public constructor(version: number, nodes: readonly string[]) {
    this.set(version, nodes);
  }

  /** @param nodes as `host:port`, or as they are told: `host|address|port` */
  public set(version: number, nodes: readonly string[]): void {
    const told = nodes.map((node) => (node.includes('|') ? node : node.replace(/^(.*):(\d+)$/, '$1||$2')));
    this.text = `${version}\n${told.join(' ')}\n`;
  }
}

/** A front of a real memcached that answers `config get cluster` as ElastiCache does, and passes on all else. */
export interface RunningMemcachedEndpoint {
  readonly host: string;
  readonly port: number;
  /** How often it was asked who the nodes are. */
  readonly questions: number;
  /** Resolves when it has been asked so many times more, from now on. */
  asked(times?: number): Promise<void>;
  /** What this one alone says; undefined as the others do. `ERROR` is what a stock memcached says. */
  says(text: string | undefined): void;
  /** Takes questions, and does not answer; all else goes on. */
  mute(): void;
  unmute(): void;
  /** Resets all connections, and each new one; `accept` ends it. */
  refuse(): void;
  accept(): void;
  close(): Promise<void>;
}

export interface MemcachedEndpointOptions {
  /** The memcached behind it; without TLS. */
  readonly node: { readonly host: string; readonly port: number };
  readonly configuration: ConfigurationText;
  /** Takes TLS alone. */
  readonly certificate?: Certificate;
  /** A loopback address. @default '127.0.0.1' */
  readonly host?: string;
  /** @default - one that is free */
  readonly port?: number;
}

/** Starts a front; who starts it closes it. */
export async function startMemcachedEndpoint(options: MemcachedEndpointOptions): Promise<RunningMemcachedEndpoint> {
  const { node, configuration, certificate, host = '127.0.0.1', port = 0 } = options;
  const open = new Set<Socket>();
  const waiting: { left: number; resolve(): void }[] = [];
  let questions = 0;
  let own: string | undefined;
  let state: 'answers' | 'mute' | 'refuses' = 'answers';

  const answer = (line: string): string => {
    questions += 1;
    for (const one of waiting) {
      one.left -= 1;
      if (one.left === 0) one.resolve();
    }
    if (state === 'mute') return '';
    const text = own ?? configuration.text;
    if (text === 'ERROR') return 'ERROR\r\n';
    const head = line.startsWith('config') ? 'CONFIG cluster' : 'VALUE AmazonElastiCache:cluster';
    return `${head} 0 ${Buffer.byteLength(text)}\r\n${text}\r\nEND\r\n`;
  };
  const serve = (client: Socket) => {
    const upstream = connect(node);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      // A test that forgets to close it must end all the same.
      socket.unref();
      socket.on('error', () => undefined);
      open.add(socket);
    }
    client.on('close', () => [client, upstream].map((socket) => open.delete(socket.destroy())));
    upstream.on('close', () => client.destroySoon());
    if (state === 'refuses') client.resetAndDestroy();
    else passOn(client, upstream, answer);
  };
  const server = certificate
    ? createTlsServer({ cert: certificate.cert, key: certificate.key }, serve)
    : createServer(serve);
  server.on('tlsClientError', () => undefined);
  server.listen(port, host).unref();
  await once(server, 'listening');

  return {
    host,
    port: (server.address() as AddressInfo).port,
    get questions() {
      return questions;
    },
    asked: (times = 1) => new Promise((resolve) => waiting.push({ left: times, resolve })),
    says: (text) => {
      own = text;
    },
    mute: () => {
      state = 'mute';
    },
    unmute: () => {
      state = 'answers';
    },
    refuse: () => {
      state = 'refuses';
      for (const socket of open) socket.destroy();
    },
    accept: () => {
      state = 'answers';
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const QUESTION = /^(config get cluster|get AmazonElastiCache:cluster)$/;
/** The commands with a value after their line, and the word of the line that says how long it is. */
const SIZE = new Map([
  ...['set', 'add', 'replace', 'append', 'prepend', 'cas'].map((name) => [name, 4] as const),
  ['ms', 2],
]);

/**
 * In place of a question the server is asked to remove a key that there is not, with a token that it repeats: there, between
 * the replies to the commands before and after, the answer belongs.
 */
function passOn(client: Socket, upstream: Socket, answer: (line: string) => string): void {
  const due: { readonly mark: Buffer; readonly line: string }[] = [];
  let asked = Buffer.alloc(0);
  let value = 0;
  let replies = Buffer.alloc(0);

  client.on('data', (chunk) => {
    asked = Buffer.concat([asked, chunk]);
    while (asked.length > 0) {
      const size = value > 0 ? Math.min(value, asked.length) : asked.indexOf('\n') + 1;
      if (size === 0) return;
      const part = asked.subarray(0, size);
      asked = asked.subarray(size);
      if (value > 0) {
        value -= size;
        upstream.write(part);
        continue;
      }
      const line = part.toString('latin1').trimEnd();
      const words = line.split(' ');
      const sizeAt = SIZE.get(words[0]!);
      if (sizeAt !== undefined) value = Number(words[sizeAt]) + '\r\n'.length;
      if (!QUESTION.test(line)) {
        upstream.write(part);
        continue;
      }
      const token = randomBytes(12).toString('hex');
      due.push({ mark: Buffer.from(`NF O${token}\r\n`), line });
      upstream.write(`md ${token} O${token}\r\n`);
    }
  });
  upstream.on('data', (chunk) => {
    replies = Buffer.concat([replies, chunk]);
    for (let next = due[0]; next !== undefined; next = due[0]) {
      const at = replies.indexOf(next.mark);
      // What came may end in the middle of a mark.
      const ready = at < 0 ? Math.max(0, replies.length - next.mark.length) : at;
      client.write(replies.subarray(0, ready));
      replies = replies.subarray(at < 0 ? ready : at + next.mark.length);
      if (at < 0) return;
      client.write(answer(next.line));
      due.shift();
    }
    client.write(replies);
    replies = Buffer.alloc(0);
  });
}
