import type { PreparedValue } from './prepared-values';

/** Bytes that the values of a query may have, to be looked for in the cache. */
export const MAX_VALUE_BYTES = 65_536;

/** Everything that an answer depends on beside the rows themselves. */
export interface QueryIdentity {
  /** The hash of the session's context. */
  readonly session: string;
  /** The text, without what does not change its meaning. */
  readonly text: string;
  readonly values: readonly PreparedValue[];
  /** Whether the server is asked for binary values. */
  readonly binary: boolean;
  /** Whom the rows are for. */
  readonly tenant?: string;
  /** What the application adds by itself. */
  readonly key?: string;
}

enum Kind {
  NULL = 0,
  TEXT = 1,
  BYTES = 2,
}

/**
 * An unambiguous text of an identity: every part stands behind its kind and its length, so that no two lists of parts
 * give the same bytes. Undefined if the values are too long.
 *
 * The server infers the types of parameters from the text, so `1` and `'1'` are the same question: what is sent counts.
 */
export function encodeIdentity(identity: QueryIdentity): Buffer | undefined {
  const parts: PreparedValue[] = [
    identity.session,
    identity.text,
    identity.binary ? 'binary' : 'text',
    identity.tenant ?? null,
    identity.key ?? null,
    ...identity.values,
  ];
  let bytes = 0;
  for (const part of identity.values) bytes += part === null ? 0 : byteLength(part);
  if (bytes > MAX_VALUE_BYTES) return undefined;
  return encodeParts(parts);
}

export function encodeParts(parts: readonly PreparedValue[]): Buffer {
  let bytes = 0;
  for (const part of parts) bytes += 5 + (part === null ? 0 : byteLength(part));
  const target = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const part of parts) {
    const length = part === null ? 0 : byteLength(part);
    target[at] = part === null ? Kind.NULL : typeof part === 'string' ? Kind.TEXT : Kind.BYTES;
    target.writeUInt32BE(length, at + 1);
    at += 5;
    if (typeof part === 'string') target.write(part, at, 'utf8');
    else if (part !== null) part.copy(target, at);
    at += length;
  }
  return target;
}

function byteLength(part: string | Buffer): number {
  return typeof part === 'string' ? Buffer.byteLength(part) : part.length;
}
