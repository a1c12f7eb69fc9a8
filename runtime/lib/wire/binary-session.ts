import type { Socket } from 'node:net';
import * as commands from './binary-commands';
import { Opcode } from './binary-frame';
import { BinaryStream } from './binary-stream';
import type {
  CountOptions,
  Item,
  MemcachedCredential,
  MemcachedSession,
  RemoveOptions,
  StoreOptions,
  StoreResult,
  Wanted,
} from './memcached-session';
import { signInByPlain } from './sasl-plain';
import { beginOn, identityOf, type SessionOpening } from './session-opening';

/**
 * A session by the binary protocol. Memcached has deprecated it, and everything else is quicker and can do more; but a
 * server with SASL (`-S`) takes nothing else. It has no leases, and no `config get cluster`.
 */
class BinarySession implements MemcachedSession {
  public version = '';
  public identity = '';

  public constructor(private readonly stream: BinaryStream) {}

  public get(keys: readonly string[], { cas = false }: Wanted = {}): Promise<readonly (Item | undefined)[]> {
    if (keys.length === 0) return Promise.resolve([]);
    return keys.length === 1
      ? this.stream.send([{ opcode: Opcode.GET, key: keys[0] }], commands.itemReader(cas))
      : this.stream.send(commands.getManyRequests(keys), commands.itemsReader(keys.length, cas));
  }

  public store(key: string, value: Buffer | string, options: StoreOptions): Promise<StoreResult> {
    return this.stream.send([commands.storeRequest(key, value, options)], commands.readStore);
  }

  public remove(key: string, { cas }: RemoveOptions = {}): Promise<'removed' | 'absent' | 'changed'> {
    return this.stream.send([{ opcode: Opcode.DELETE, key, cas }], commands.readRemove);
  }

  public touch(key: string, seconds: number): Promise<boolean> {
    return this.stream.send([commands.touchRequest(key, seconds)], commands.readTouch);
  }

  public async getAndTouch(key: string, seconds: number): Promise<Buffer | undefined> {
    const request = commands.touchRequest(key, seconds, Opcode.GET_AND_TOUCH);
    const [item] = await this.stream.send([request], commands.itemReader(false));
    return item?.value;
  }

  public add(key: string, by: bigint, options: CountOptions = {}): Promise<bigint | undefined> {
    return this.stream.send([commands.countRequest(key, by, options)], commands.readCount);
  }

  public flush(): Promise<void> {
    return this.stream.send([{ opcode: Opcode.FLUSH }], commands.readDone);
  }

  public stats(): Promise<ReadonlyMap<string, string>> {
    return this.stream.send([{ opcode: Opcode.STAT }], commands.statsReader());
  }

  public async configuration(): Promise<undefined> {
    return undefined;
  }

  public ping(): Promise<void> {
    return this.stream.send([{ opcode: Opcode.NO_OP }], commands.readDone);
  }

  public giveUp(sentBefore: number, reason: () => Error): number | undefined {
    return this.stream.wire.giveUp(sentBefore, reason);
  }

  public end(): Promise<void> {
    return this.stream.wire.end();
  }
}

/**
 * A session with a server that runs with SASL, over a socket that is connected.
 *
 * @throws MemcachedError ERR_CACHE_TIER_AUTHENTICATION if the server refuses the user or the password;
 *   ERR_CACHE_TIER_VERSION if it has no SASL
 */
export async function openBinary(
  socket: Socket,
  credential: MemcachedCredential,
  opening: SessionOpening,
): Promise<MemcachedSession> {
  const stream = new BinaryStream(socket, opening);
  const session = new BinarySession(stream);
  await beginOn(stream.wire, opening, async () => {
    const signedIn = signInByPlain(stream, opening.server, credential);
    const told = Promise.all([
      stream.send([{ opcode: Opcode.VERSION }], commands.readText),
      identityOf(session, opening),
    ]);
    // Whoever is not let in is told nothing more, and why is in the first answer.
    told.catch(() => undefined);
    await signedIn;
    [session.version, session.identity] = await told;
  });
  return session;
}
