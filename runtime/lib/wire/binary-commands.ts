import { MORE, type Outcome, UNEXPECTED } from './answer-outcome';
import { type BinaryFrame, type BinaryRequest, Opcode, Status } from './binary-frame';
import { wireExpiry } from './memcached-expiry';
import type { CountOptions, Item, StoreOptions, StoreResult } from './memcached-session';

/** Reads an answer to one command, or to some that are answered together. */
export type ReadFrame<T> = (frame: BinaryFrame, place: number) => Outcome<T>;

const STORES = {
  set: Opcode.SET,
  add: Opcode.ADD,
  replace: Opcode.REPLACE,
  append: Opcode.APPEND,
  prepend: Opcode.PREPEND,
};

/** An expiry with which a counter is not made. */
const NOT_MADE = 0xffffffff;

export function storeRequest(
  key: string,
  value: Buffer | string,
  { mode = 'set', cas, seconds }: StoreOptions,
): BinaryRequest {
  const opcode = STORES[mode];
  if (opcode === Opcode.APPEND || opcode === Opcode.PREPEND) return { opcode, key, value, cas };
  const extras = Buffer.alloc(8);
  extras.writeUInt32BE(wireExpiry(seconds), 4);
  return { opcode, key, value, cas, extras };
}

/** @param opcode with the value or without */
export function touchRequest(
  key: string,
  seconds: number,
  opcode: Opcode.TOUCH | Opcode.GET_AND_TOUCH = Opcode.TOUCH,
): BinaryRequest {
  const extras = Buffer.alloc(4);
  extras.writeUInt32BE(wireExpiry(seconds));
  return { opcode, key, extras };
}

export function countRequest(key: string, by: bigint, { initial, seconds = 0 }: CountOptions): BinaryRequest {
  const extras = Buffer.alloc(20);
  extras.writeBigUInt64BE(by < 0n ? -by : by);
  extras.writeBigUInt64BE(initial ?? 0n, 8);
  extras.writeUInt32BE(initial === undefined ? NOT_MADE : wireExpiry(seconds), 16);
  return { opcode: by < 0n ? Opcode.DECREMENT : Opcode.INCREMENT, key, extras };
}

/** Those of which there are none have no answer; the no-op behind them has one. */
export function getManyRequests(keys: readonly string[]): readonly BinaryRequest[] {
  return [...keys.map((key) => ({ opcode: Opcode.GET_QUIETLY, key })), { opcode: Opcode.NO_OP }];
}

/** Reads what a `GET` asks. */
export function itemReader(cas: boolean): ReadFrame<readonly (Item | undefined)[]> {
  return (frame) => {
    if (frame.status === Status.OK) return [itemIn(frame, cas)];
    return frame.status === Status.NOT_FOUND ? [undefined] : UNEXPECTED;
  };
}

/** Reads what `getManyRequests` asks. */
export function itemsReader(count: number, cas: boolean): ReadFrame<readonly (Item | undefined)[]> {
  const items: (Item | undefined)[] = new Array(count).fill(undefined);
  return (frame, place) => {
    if (frame.status !== Status.OK) return UNEXPECTED;
    if (place === count) return items;
    items[place] = itemIn(frame, cas);
    return MORE;
  };
}

/** The CAS number comes always. */
function itemIn(frame: BinaryFrame, cas: boolean): Item {
  return { value: frame.value, cas: cas ? frame.cas : '' };
}

export function readStore({ status }: BinaryFrame): Outcome<StoreResult> {
  if (status === Status.OK) return 'stored';
  if (status === Status.EXISTS) return 'exists';
  return status === Status.NOT_FOUND || status === Status.NOT_STORED ? 'absent' : UNEXPECTED;
}

export function readRemove({ status }: BinaryFrame): Outcome<'removed' | 'absent' | 'changed'> {
  if (status === Status.OK) return 'removed';
  if (status === Status.NOT_FOUND) return 'absent';
  return status === Status.EXISTS ? 'changed' : UNEXPECTED;
}

export function readTouch({ status }: BinaryFrame): Outcome<boolean> {
  if (status === Status.OK) return true;
  return status === Status.NOT_FOUND ? false : UNEXPECTED;
}

export function readCount(frame: BinaryFrame): Outcome<bigint | undefined> {
  if (frame.status !== Status.OK) return frame.status === Status.NOT_FOUND ? undefined : UNEXPECTED;
  const { value } = frame;
  return value.length === 8 ? value.readBigUInt64BE() : UNEXPECTED;
}

export function readDone({ status }: BinaryFrame): Outcome<undefined> {
  return status === Status.OK ? undefined : UNEXPECTED;
}

export function readText(frame: BinaryFrame): Outcome<string> {
  return frame.status === Status.OK ? frame.text : UNEXPECTED;
}

/** Reads `stat`: one answer for each number, up to one without a name. */
export function statsReader(): ReadFrame<ReadonlyMap<string, string>> {
  const stats = new Map<string, string>();
  return (frame) => {
    if (frame.status !== Status.OK) return UNEXPECTED;
    if (frame.key === '') return stats;
    stats.set(frame.key, frame.text);
    return MORE;
  };
}
