import { MORE, type Outcome, UNEXPECTED } from './answer-outcome';
import { wireExpiry } from './memcached-expiry';
import type {
  CountOptions,
  Item,
  LeasedItem,
  LeaseRequest,
  RemoveOptions,
  StoreOptions,
  StoreResult,
} from './memcached-session';
import { Code, type MetaReply } from './meta-reply';

/** Reads a reply to one command. */
export type ReadReply<T> = (reply: MetaReply) => Outcome<T>;

const MODES = { add: 'ME', replace: 'MR', append: 'MA', prepend: 'MP' } as const;

/** The line of a `store`, without its opaque flag and its end. */
export function storeLine(key: string, bytes: number, { seconds, mode = 'set', cas }: StoreOptions): string {
  const expiry = seconds > 0 ? ` T${wireExpiry(seconds)}` : '';
  const how = mode === 'set' ? '' : ` ${MODES[mode]}`;
  return `ms ${key} ${bytes}${expiry}${how}${casFlag(cas)}`;
}

export function removeLine(key: string, { cas }: RemoveOptions): string {
  return `md ${key}${casFlag(cas)}`;
}

export function staleLine(key: string, seconds: number): string {
  return `md ${key} I T${wireExpiry(seconds)}`;
}

export function getAndTouchLine(key: string, seconds: number): string {
  return `mg ${key} v T${wireExpiry(seconds)}`;
}

export function countLine(key: string, by: bigint, { initial, seconds = 0 }: CountOptions): string {
  const delta = by < 0n ? `MD D${-by}` : `D${by}`;
  const made = initial === undefined ? '' : ` N${wireExpiry(seconds)} J${initial}`;
  return `ma ${key} v ${delta}${made}`;
}

export function leaseLine(key: string, { seconds, recacheSeconds }: LeaseRequest): string {
  const recache = recacheSeconds === undefined ? '' : ` R${recacheSeconds}`;
  return `mg ${key} v c N${wireExpiry(seconds)}${recache}`;
}

/** The old command: `mg` with a time to live would take the right to renew an item that was marked as stale. */
export function touchLine(key: string, seconds: number): string {
  return `touch ${key} ${wireExpiry(seconds)}`;
}

export function readValue(reply: MetaReply): Outcome<Buffer | undefined> {
  if (reply.code === Code.VA) return isCurrent(reply) ? reply.value : undefined;
  return reply.code === Code.EN ? undefined : UNEXPECTED;
}

/** Reads what some `mg` ask together: a reply for each. */
export function itemsReader(): ReadReply<readonly (Item | undefined)[]> {
  const items: (Item | undefined)[] = [];
  return (reply) => {
    const { code, value, cas } = reply;
    if (code !== Code.VA && code !== Code.EN) return UNEXPECTED;
    items.push(code === Code.VA && isCurrent(reply) ? { value, cas } : undefined);
    return items;
  };
}

export function readLease(reply: MetaReply): Outcome<LeasedItem> {
  const { value, cas, won, stale, taken } = reply;
  if (reply.code !== Code.VA) return UNEXPECTED;
  return { value, cas, won, stale, taken, found: !isStandIn(reply) };
}

export function readStore({ code }: MetaReply): Outcome<StoreResult> {
  if (code === Code.HD) return 'stored';
  if (code === Code.EX) return 'exists';
  return code === Code.NF ? 'absent' : UNEXPECTED;
}

/** Of `add`: not stored is for one reason only. */
export function readAdd(reply: MetaReply): Outcome<StoreResult> {
  return reply.code === Code.NS ? 'exists' : readStore(reply);
}

/** The same of `replace`, `append` and `prepend`. */
export function readReplace(reply: MetaReply): Outcome<StoreResult> {
  return reply.code === Code.NS ? 'absent' : readStore(reply);
}

export function readRemove({ code }: MetaReply): Outcome<'removed' | 'absent' | 'changed'> {
  if (code === Code.HD) return 'removed';
  if (code === Code.NF) return 'absent';
  return code === Code.EX ? 'changed' : UNEXPECTED;
}

export function readMarked({ code }: MetaReply): Outcome<boolean> {
  if (code === Code.HD) return true;
  return code === Code.NF ? false : UNEXPECTED;
}

export function readTouch({ code, text }: MetaReply): Outcome<boolean> {
  if (code !== Code.TEXT) return UNEXPECTED;
  if (text === 'TOUCHED') return true;
  return text === 'NOT_FOUND' ? false : UNEXPECTED;
}

export function readCount({ code, value }: MetaReply): Outcome<bigint | undefined> {
  if (code === Code.VA) return BigInt(value.toString('latin1'));
  return code === Code.NF ? undefined : UNEXPECTED;
}

export function readOk({ code, text }: MetaReply): Outcome<undefined> {
  return code === Code.TEXT && text === 'OK' ? undefined : UNEXPECTED;
}

export function readNoOp({ code }: MetaReply): Outcome<undefined> {
  return code === Code.MN ? undefined : UNEXPECTED;
}

export function readVersion({ code, text }: MetaReply): Outcome<string> {
  return code === Code.TEXT && text.startsWith('VERSION ') ? text : UNEXPECTED;
}

/** Reads `stats`: lines up to the one that ends them. */
export function statsReader(): ReadReply<ReadonlyMap<string, string>> {
  const stats = new Map<string, string>();
  return ({ code, text }) => {
    if (code !== Code.TEXT) return UNEXPECTED;
    if (text === 'END') return stats;
    const [, name, value] = /^STAT (\S+) (.*)$/.exec(text) ?? [];
    if (name === undefined) return UNEXPECTED;
    stats.set(name, value!);
    return MORE;
  };
}

/** Reads `config get`: the lines as they came; undefined if the server knows no such command. */
export function configurationReader(): ReadReply<string | undefined> {
  const lines: string[] = [];
  return ({ code, text }) => {
    if (code !== Code.TEXT) return UNEXPECTED;
    if (text === 'ERROR' && lines.length === 0) return undefined;
    if (lines.length === 0 && !text.startsWith('CONFIG ') && text !== 'END') return UNEXPECTED;
    lines.push(text);
    return text === 'END' ? lines.join('\r\n') : MORE;
  };
}

/** Whether a reader that knows nothing of leases may have it. */
function isCurrent(reply: MetaReply): boolean {
  return !reply.stale && !isStandIn(reply);
}

/** The empty item of somebody's lease. An empty value that is renewed looks the same, and is loaded once more. */
function isStandIn({ value, won, stale, taken }: MetaReply): boolean {
  return value.length === 0 && (won || taken || stale);
}

function casFlag(cas: string | undefined): string {
  return cas === undefined ? '' : ` C${cas}`;
}
