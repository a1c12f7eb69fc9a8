import type { Configuration } from './configuration';
import type { Guard } from './guards';
import type { Exception } from './promise';

/** One run of the full protocol, and how large it is: a change of the model shows here. */
export interface Run {
  readonly title: string;
  readonly config: Partial<Configuration>;
  readonly states: number;
  readonly orders: number;
}

const BOTH = 0b11;
const FIRST = 0b01;
const SECOND = 0b10;

export const RUNS: readonly Run[] = [
  {
    title: 'two writers of one tag; a crash, a lost message, an unknown outcome, an expiry',
    config: { writers: [FIRST, FIRST], crashes: 1, lostMessages: 1, unknownOutcomes: 1, evictions: 1 },
    states: 112_434,
    orders: 24_410_386_200,
  },
  {
    title: 'two tags of a cluster, one writer of both and one of the first; a crash, a lost message',
    config: { tags: 2, writers: [BOTH, FIRST], crashes: 1, lostMessages: 1 },
    states: 178_958,
    orders: 5_515_155_505_292,
  },
  {
    title: 'two tags, one writer of each, in one process that shares loads',
    config: { tags: 2, writers: [FIRST, SECOND], oneProcess: true, crashes: 1 },
    states: 9_700,
    orders: 2_059_142_404,
  },
  {
    title: 'two readers of one process that read twice, two writers',
    config: { readers: [2, 2], writers: [FIRST, FIRST], oneProcess: true },
    states: 11_642,
    orders: 14_789_868_788,
  },
  {
    title: 'three readers of one process, two writers that may roll back, an entry at the start',
    config: { readers: [1, 1, 1], writers: [FIRST, FIRST], oneProcess: true, warm: true, rollbacks: true },
    states: 11_626,
    orders: 10_888_093_392,
  },
  {
    title: 'three writers, a crash, an entry at the start',
    config: { writers: [FIRST, FIRST, FIRST], crashes: 1, warm: true },
    states: 13_641,
    orders: 132_335_148,
  },
  {
    title: 'two writers; the cache fails over and loses what it acknowledged last',
    config: { writers: [FIRST, FIRST], failovers: 1 },
    states: 37_191,
    orders: 645_558_956,
  },
  {
    title: 'two tags on two servers, one of which fails over, an entry at the start',
    config: { tags: 2, writers: [BOTH], failovers: 1, sharded: true, warm: true },
    states: 25_395,
    orders: 3_916_544_620,
  },
  {
    title: 'two writers, two keys that expire or are evicted, intents of open transactions among them',
    config: { writers: [FIRST, FIRST], evictions: 2, intentsMayGo: true },
    states: 24_244,
    orders: 1_510_431_300,
  },
  {
    title: 'two writers, a cache that is out of memory for a while, an expiry',
    config: { writers: [FIRST, FIRST], outOfMemory: 1, evictions: 1, warm: true },
    states: 43_229,
    orders: 6_182_041_732,
  },
  {
    title: 'one writer and everything at once: failover, crash, lost message, unknown outcome, expiry',
    config: { failovers: 1, crashes: 1, lostMessages: 1, unknownOutcomes: 1, evictions: 1, intentsMayGo: true },
    states: 49_856,
    orders: 5_461_182_366,
  },
];

/** The protocol with one guard left out, in the smallest configuration that shows what it is for. */
export interface Removal {
  readonly guard: Guard;
  readonly config: Partial<Configuration>;
  /** The steps of the shortest way to the stale read. */
  readonly steps: number;
  /** Whether a read can be stale even after the write has resolved, with acknowledgement. */
  readonly afterResolved: boolean;
}

const TWO = [FIRST, FIRST];

export const REMOVALS: readonly Removal[] = [
  { guard: 'intents', config: { warm: true }, steps: 3, afterResolved: false },
  { guard: 'countedIntents', config: { writers: TWO }, steps: 11, afterResolved: false },
  { guard: 'comparedIntents', config: { writers: TWO }, steps: 11, afterResolved: false },
  { guard: 'noStoreUnderIntent', config: {}, steps: 8, afterResolved: false },
  { guard: 'noShareUnderIntent', config: { oneProcess: true }, steps: 8, afterResolved: false },
  { guard: 'leaseStamps', config: {}, steps: 9, afterResolved: true },
  { guard: 'flightStamps', config: { oneProcess: true }, steps: 6, afterResolved: true },
  { guard: 'ownGet', config: { oneProcess: true, warm: true }, steps: 5, afterResolved: true },
  { guard: 'stampsBeforeLoad', config: {}, steps: 11, afterResolved: true },
  { guard: 'snapshotAfterStamps', config: {}, steps: 9, afterResolved: true },
  { guard: 'randomVersions', config: { evictions: 1 }, steps: 10, afterResolved: true },
  { guard: 'atomicCreate', config: {}, steps: 8, afterResolved: false },
  { guard: 'generation', config: { failovers: 1, warm: true }, steps: 5, afterResolved: true },
  { guard: 'primaryOnly', config: { failovers: 1, warm: true }, steps: 5, afterResolved: true },
  { guard: 'keepAfterUnknown', config: { unknownOutcomes: 1 }, steps: 10, afterResolved: false },
  { guard: 'renewUntilKnown', config: { unknownOutcomes: 1, lostMessages: 1 }, steps: 11, afterResolved: false },
  { guard: 'dropAfterExpiry', config: { evictions: 1, intentsMayGo: true }, steps: 10, afterResolved: true },
  {
    guard: 'addKeepsLife',
    config: { writers: TWO, evictions: 1 },
    steps: 11,
    afterResolved: false,
  },
  { guard: 'storeKeepsLife', config: { readers: [1, 1, 1], evictions: 1 }, steps: 13, afterResolved: false },
];

export const EXCEPTIONS: readonly Exception[] = ['unacknowledged', 'lostIntent', 'failover'];

/** The full protocol, where an exception of the promise is needed. */
export const NEEDED: { readonly [exception in (typeof EXCEPTIONS)[number]]?: Partial<Configuration> } = {
  unacknowledged: { lostMessages: 1 },
  lostIntent: { evictions: 1, intentsMayGo: true },
  failover: { failovers: 1 },
};
