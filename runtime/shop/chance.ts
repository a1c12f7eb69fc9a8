/** Numbers that look random and follow from a seed. */
export interface Chance {
  /** At least 0, less than 1. */
  next(): number;
  /** An integer from 1 to `bound`, each as likely as another. */
  upTo(bound: number): number;
  /** An integer from 1 to `bound`; the n-th is about as likely as 1/n, as products and customers are popular. */
  popular(bound: number): number;
  /** A member of the list. */
  of<T>(list: readonly T[]): T;
}

/** The same seed gives the same numbers in the same order. */
export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  // The generator mulberry32: 32 bits of state are enough for a workload, and it is quick.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (bound: number) => 1 + Math.floor(next() * bound);
  return {
    next,
    upTo,
    popular: (bound) => Math.min(bound, Math.floor((bound + 1) ** next())),
    of: (list) => list[upTo(list.length) - 1],
  };
}
