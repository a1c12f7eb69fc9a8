/** The parts of the protocol that can be left out, each with what then stands in its place. */
export const GUARDS = {
  intents: 'the version is dropped after COMMIT alone',
  countedIntents: 'one writer at a time has the intent, and every drop removes it',
  comparedIntents: 'one writer at a time has the intent, and only its owner removes it',
  noStoreUnderIntent: 'an answer is stored under the value of an intent',
  noShareUnderIntent: 'a load is shared under the value of an intent',
  nonce: 'the value of an intent is the ids of its writers alone',
  leaseStamps: 'the lease is one per key, and a waiter takes what its holder stores',
  flightStamps: 'callers of one process share one load per key',
  ownGet: 'a caller joins a GET that was sent before it started',
  stampsBeforeLoad: 'the stamps are read after the load',
  snapshotAfterStamps: 'the snapshot is taken before the stamps are read, as in an open transaction',
  randomVersions: 'a version is a counter that an eviction sets back',
  atomicCreate: 'a missing version is set without a look at what stands there by then',
  generation: 'a stamp has no generation of its server',
  keepAfterUnknown: 'the intent is dropped at once when the outcome of COMMIT is unknown',
  renewUntilKnown: 'the intent is dropped when its renewal after an unknown outcome is not acknowledged',
  dropAfterExpiry: 'a drop leaves a plain version alone',
  addKeepsLife: 'an intent that is added gives the key its own life, even a shorter one',
  storeKeepsLife: 'renewing the life of a version shortens that of an intent which stands there by then',
  primaryOnly: 'versions are read from a server that a replica has replaced',
} as const;

export type Guard = keyof typeof GUARDS;

/** Which guards stand. */
export type Protocol = { readonly [guard in Guard]: boolean };

/** The protocol as it is specified. */
export const FULL: Protocol = without();

/** The protocol with some of its guards left out. */
export function without(...left: Guard[]): Protocol {
  const guards = Object.keys(GUARDS).map((guard) => [guard, !left.includes(guard as Guard)]);
  return Object.fromEntries(guards) as Protocol;
}
