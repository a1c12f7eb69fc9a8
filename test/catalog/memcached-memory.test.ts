import { MAX_CACHE_MEMORY } from '../../lib/catalog/memcached-memory';
import { NodeType } from '../../lib/catalog/node-type';

const ROWS = Object.entries(MAX_CACHE_MEMORY);

test.each(ROWS)('%s has %i megabytes for items and connections, about what the machine has', (name, megabytes) => {
  const type = NodeType.find(name);
  expect([type?.creatable, type?.oldestVersion('memcached')]).toEqual([true, '1.5.16']);
  // The page has typing errors of its own: an m4.xlarge with less, a t3.medium with more.
  const share = megabytes / (type?.memoryMiB ?? 0);
  expect(share).toBeGreaterThan(0.78);
  expect(share).toBeLessThan(1.07);
});

test('every family of which AWS says that Memcached has TLS is known, and of the newer ones nothing is said', () => {
  const families = (tls: boolean | undefined) =>
    new Set(
      NodeType.all()
        .filter((type) => type.memcachedTls === tls)
        .map(({ family }) => family),
    );
  expect([...families(true)].sort()).toEqual(['m4', 'm5', 'm6g', 'm7g', 'r4', 'r5', 'r6g', 'r7g', 't3', 't4g']);
  expect([...families(false)].sort()).toEqual(['c1', 'm1', 'm2', 'm3', 'r3', 't1', 't2']);
  expect([...families(undefined)].sort()).toEqual(['c7gn', 'c8gn', 'i8ge', 'm8g', 'r6gd', 'r8g']);
});
