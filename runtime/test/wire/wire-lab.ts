import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { MemcachedSession } from '../../lib/wire/memcached-session';
import type { SessionOpening } from '../../lib/wire/session-opening';
import { type MemcachedOptions, type RunningMemcached, startMemcached } from '../servers/memcached';
import { ReplayedSocket } from './replayed-socket';

/** One of the two protocols. */
export interface WireProtocol {
  readonly open: (socket: Socket, opening: SessionOpening) => Promise<MemcachedSession>;
  /** Of a server that speaks it. */
  readonly options: MemcachedOptions;
  /** What such a server says to a session that begins. */
  readonly beginning: readonly (Buffer | string)[];
}

type OnLost = (reason: Error) => void;

/** A server, and sessions that end with their test. */
export interface WireLab {
  readonly server: RunningMemcached;
  connect(onLost?: OnLost, to?: RunningMemcached): Promise<MemcachedSession>;
  /** A session whose server is the test. */
  replayed(onLost?: OnLost): Promise<{ readonly socket: ReplayedSocket; readonly session: MemcachedSession }>;
  /** The same, which is told this from the start. */
  begin(
    replies: WireProtocol['beginning'],
    opening?: Partial<SessionOpening>,
  ): { readonly socket: ReplayedSocket; readonly opening: Promise<MemcachedSession> };
}

export function useWireLab({ open, options, beginning }: WireProtocol): WireLab {
  const lab = {} as { -readonly [name in keyof WireLab]: WireLab[name] };
  const made: MemcachedSession[] = [];
  beforeAll(async () => {
    lab.server = await startMemcached(options);
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map((session) => session.end()));
  });
  afterAll(() => lab.server?.stop());

  const opened = async (socket: Socket, opening: Partial<SessionOpening>) => {
    const { signal } = new AbortController();
    const session = await open(socket, { server: 'node', onLost: () => undefined, signal, ...opening });
    made.push(session);
    return session;
  };
  lab.connect = async (onLost = () => undefined, { host, port } = lab.server) => {
    const socket = createConnection({ host, port, noDelay: true });
    await once(socket, 'connect');
    return opened(socket, { onLost });
  };
  lab.begin = (replies, opening = {}) => {
    const socket = new ReplayedSocket();
    const session = opened(socket.socket, opening);
    for (const reply of replies) socket.push(reply);
    return { socket, opening: session };
  };
  lab.replayed = async (onLost = () => undefined) => {
    const { socket, opening } = lab.begin(beginning, { onLost });
    const session = await opening;
    socket.writes.length = 0;
    return { socket, session };
  };
  return lab;
}

/** What commands gave, or `code: message` of their errors. */
export async function outcomes(commands: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
  const results = await Promise.allSettled(commands);
  return results.map((result) =>
    result.status === 'fulfilled' ? result.value : `${result.reason.code}: ${result.reason.message}`,
  );
}

export const bytes = (text: string) => Buffer.from(text, 'latin1');
