import { md5 } from './md5';

/** How nodes and keys get their places on a ring. */
export interface Ketama {
  /** The places of a node, by its label, on a ring of so many nodes. */
  places(label: string, nodes: number): readonly number[];
  /** The place of a key. */
  place(key: string): number;
}

const POINTS = 100;
const WEIGHTED_POINTS = 160;
/** Each hash of a label gives one place for each of its words. */
const WORDS = 4;

/**
 * Of `MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED` with equal weights, which is what other clients call compatible with libketama: MD5,
 * and 160 places for each node. As libmemcached reckons in single precision, it is 156 with 25, 47, 50 or 55 nodes.
 */
export const KETAMA_WEIGHTED: Ketama = {
  places: (label, nodes) => {
    const share = Math.fround(1 / nodes);
    const hashes = Math.floor(Math.fround(Math.fround(Math.fround(share * WEIGHTED_POINTS) / WORDS) * nodes));
    return numbered(label, nodes === 1 ? 1 : hashes).flatMap((name) => [...md5(name)]);
  },
  place: (key) => md5(key)[0]!,
};

/**
 * Of `MEMCACHED_BEHAVIOR_KETAMA`: 100 places for each node. Its pages say MD5, but libmemcached keeps its default hash, the
 * one-at-a-time of Bob Jenkins, unless `MEMCACHED_BEHAVIOR_HASH` is set.
 */
export const KETAMA: Ketama = {
  places: (label) => numbered(label, POINTS).map(oneAtATime),
  place: oneAtATime,
};

/** Of `MEMCACHED_BEHAVIOR_KETAMA` with MD5 as `MEMCACHED_BEHAVIOR_HASH`. */
export const KETAMA_MD5: Ketama = {
  places: (label) => numbered(label, POINTS).map((name) => md5(name)[0]!),
  place: (key) => md5(key)[0]!,
};

function numbered(label: string, length: number): readonly string[] {
  return Array.from({ length }, (_, index) => `${label}-${index}`);
}

function oneAtATime(text: string): number {
  let hash = 0;
  for (const byte of Buffer.from(text)) {
    hash = (hash + byte) | 0;
    hash = (hash + (hash << 10)) | 0;
    hash ^= hash >>> 6;
  }
  hash = (hash + (hash << 3)) | 0;
  hash ^= hash >>> 11;
  return (hash + (hash << 15)) >>> 0;
}
