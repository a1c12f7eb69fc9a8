import type { Socket } from 'node:net';
import type {
  CountOptions,
  Item,
  LeasedItem,
  LeaseRequest,
  MemcachedSession,
  RemoveOptions,
  StoreOptions,
  StoreResult,
  Wanted,
} from './memcached-session';
import { memcachedVersion } from './memcached-version';
import * as commands from './meta-commands';
import { MetaStream, OPAQUES } from './meta-stream';
import { beginOn, identityOf, type SessionOpening } from './session-opening';

/** The ends of lines, made once. */
const LINE_ENDS = Array.from({ length: OPAQUES }, (_, opaque) => ` O${opaque}\r\n`);
const VALUE_ENDS = LINE_ENDS.map((end) => ` v${end}`);
const ITEM_ENDS = LINE_ENDS.map((end) => ` v c${end}`);

const READERS = {
  set: commands.readStore,
  add: commands.readAdd,
  replace: commands.readReplace,
  append: commands.readReplace,
  prepend: commands.readReplace,
};

const WITHOUT_OPAQUE = { withOpaque: false };

/** A session by the meta commands of the text protocol. */
class MetaSession implements MemcachedSession {
  public version = '';
  public identity = '';

  public constructor(private readonly stream: MetaStream) {}

  public value(key: string, otherwise?: (reason: Error) => undefined): Promise<Buffer | undefined> {
    const line = `mg ${key}${VALUE_ENDS[this.stream.nextOpaque]}`;
    return this.stream.send(line, commands.readValue, otherwise && { otherwise });
  }

  public get(keys: readonly string[], want: Wanted = {}): Promise<readonly (Item | undefined)[]> {
    if (keys.length === 0) return Promise.resolve([]);
    const ends = want.cas ? ITEM_ENDS : VALUE_ENDS;
    const first = this.stream.nextOpaque;
    let text = '';
    for (let place = 0; place < keys.length; place += 1) text += `mg ${keys[place]}${ends[(first + place) % OPAQUES]}`;
    return this.stream.send(text, commands.itemsReader(), { commands: keys.length });
  }

  public store(key: string, value: Buffer | string, options: StoreOptions): Promise<StoreResult> {
    return this.send(commands.storeLine(key, value.length, options), READERS[options.mode ?? 'set'], { value });
  }

  public remove(key: string, options: RemoveOptions = {}): Promise<'removed' | 'absent' | 'changed'> {
    return this.send(commands.removeLine(key, options), commands.readRemove);
  }

  public touch(key: string, seconds: number): Promise<boolean> {
    return this.stream.send(`${commands.touchLine(key, seconds)}\r\n`, commands.readTouch, WITHOUT_OPAQUE);
  }

  public getAndTouch(key: string, seconds: number): Promise<Buffer | undefined> {
    return this.send(commands.getAndTouchLine(key, seconds), commands.readValue);
  }

  public add(key: string, by: bigint, options: CountOptions = {}): Promise<bigint | undefined> {
    // What is no number is an answer to this one: nothing follows its line.
    return this.send(commands.countLine(key, by, options), commands.readCount, { forgiving: true });
  }

  public lease(key: string, options: LeaseRequest): Promise<LeasedItem> {
    return this.send(commands.leaseLine(key, options), commands.readLease);
  }

  public markStale(key: string, seconds: number): Promise<boolean> {
    return this.send(commands.staleLine(key, seconds), commands.readMarked);
  }

  public flush(): Promise<void> {
    // A server that was started with -F refuses it.
    return this.stream.send('flush_all\r\n', commands.readOk, { withOpaque: false, forgiving: true });
  }

  public stats(): Promise<ReadonlyMap<string, string>> {
    return this.stream.send('stats\r\n', commands.statsReader(), WITHOUT_OPAQUE);
  }

  public configuration(): Promise<string | undefined> {
    return this.stream.send('config get cluster\r\n', commands.configurationReader(), WITHOUT_OPAQUE);
  }

  public ping(): Promise<void> {
    return this.stream.send('mn\r\n', commands.readNoOp, WITHOUT_OPAQUE);
  }

  public giveUp(sentBefore: number, reason: () => Error): number | undefined {
    return this.stream.wire.giveUp(sentBefore, reason);
  }

  public end(): Promise<void> {
    return this.stream.wire.end();
  }

  /** With the opaque flag. */
  private send: MetaStream['send'] = (line, read, sending) =>
    this.stream.send(line + LINE_ENDS[this.stream.nextOpaque], read, sending);
}

/**
 * A session over a socket that is connected, and signed in if need be.
 *
 * @throws MemcachedError ERR_CACHE_TIER_VERSION if the server is older than 1.6.12
 */
export async function openMeta(socket: Socket, opening: SessionOpening): Promise<MemcachedSession> {
  const stream = new MetaStream(socket, opening);
  const session = new MetaSession(stream);
  await beginOn(stream.wire, opening, async () => {
    const version = stream.send('version\r\n', commands.readVersion, WITHOUT_OPAQUE).then(memcachedVersion);
    const others = Promise.all([identityOf(session, opening), session.ping()]);
    // An old server fails at these as well, and its version says why.
    others.catch(() => undefined);
    session.version = await version;
    [session.identity] = await others;
  });
  return session;
}
