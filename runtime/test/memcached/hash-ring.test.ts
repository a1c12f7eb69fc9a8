import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HashRing } from '../../lib/memcached/hash-ring';
import { KETAMA, KETAMA_MD5, KETAMA_WEIGHTED, type Ketama } from '../../lib/memcached/ketama';

/** What a real libmemcached did: see libmemcached-ring.py. */
interface Row {
  readonly how: 'placed' | 'asked';
  readonly ring: string;
  readonly nodes: readonly string[] | number;
  readonly keys: string;
  readonly owners: string;
}

const { rows }: { rows: readonly Row[] } = JSON.parse(readFileSync(join(__dirname, 'libmemcached-ring.json'), 'utf8'));

const RINGS: { readonly [name: string]: Ketama } = { KETAMA_WEIGHTED, KETAMA_MD5, KETAMA };
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

const elasticache = (count: number) =>
  Array.from({ length: count }, (_, i) => `shop.abc123.${`${i + 1}`.padStart(4, '0')}.euc1.cache.amazonaws.com:11211`);

/** The part of the keys that another ring places elsewhere, and where they went. */
function moved(from: readonly string[], to: readonly string[], ketama: Ketama) {
  const [before, after] = [new HashRing(from, ketama), new HashRing(to, ketama)];
  const keys = Array.from({ length: 10_000 }, (_, i) => `product:${i}`);
  const owners = keys.map((key) => [before.nodeOf(key), after.nodeOf(key)] as const).filter(([a, b]) => a !== b);
  return { share: owners.length / keys.length, owners };
}

test.each(Object.keys(RINGS))('M1: with %s every key lies where libmemcached puts it', (ring) => {
  for (const { nodes, keys, owners, ...row } of rows.filter((one) => one.ring === ring)) {
    const names = typeof nodes === 'number' ? elasticache(nodes) : nodes;
    const ours = new HashRing(names, RINGS[ring]);
    const found = Array.from(owners, (_, i) => DIGITS[names.indexOf(ours.nodeOf(keys.replace('#', `${i}`)))]);
    expect({ ...row, nodes, keys, owners: found.join('') }).toEqual({ ...row, nodes, keys, owners });
  }
});

test('M1: what libmemcached was asked is what it did with thousands of keys', () => {
  const keys = rows.reduce((sum, { owners }) => sum + owners.length, 0);
  const placed = rows.filter(({ how }) => how === 'placed').reduce((sum, { owners }) => sum + owners.length, 0);
  expect({ keys, placed }).toEqual({ keys: 40_500, placed: 12_000 });
});

test.each(Object.entries(RINGS))(
  'M1: with %s a fourth node gets a part of the keys, and no other key moves',
  (_, ketama) => {
    const four = elasticache(4);
    const { share, owners } = moved(four.slice(0, 3), four, ketama);
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThanOrEqual(0.3);
    expect(new Set(owners.map(([, to]) => to))).toEqual(new Set([four[3]]));
  },
);

test('M1: a node that leaves gives its keys to the others, and no other key moves', () => {
  const four = elasticache(4);
  const { owners } = moved(four, four.slice(1), KETAMA_WEIGHTED);
  expect(new Set(owners.map(([from]) => from))).toEqual(new Set([four[0]]));
  expect(new Set(owners.map(([, to]) => to)).size).toBe(3);
});

test('the order of the nodes does not matter', () => {
  const names = elasticache(4);
  const { share } = moved(names, [...names].reverse(), KETAMA_WEIGHTED);
  expect(share).toBe(0);
});

test('a ring without a node is refused', () => {
  expect(() => new HashRing([])).toThrow(new RangeError('a ring needs a node'));
});
