import { readFileSync } from 'node:fs';
import { MemcachedParameters } from '../../lib/cache/memcached-parameters';
import { MEMCACHED_FAMILIES } from '../../lib/catalog/memcached-parameter-definitions';
import { PARAMETER_DEFINITIONS } from '../../lib/catalog/parameter-definitions';
import { memcachedParametersSource } from '../../scripts/generate-engine-parameters';

test('the typed parameters are what the catalog makes of them', () => {
  expect(readFileSync('lib/cache/memcached-parameters.ts', 'utf8')).toBe(memcachedParametersSource());
});

test('typed values become parameters by the names and in the words of the service', () => {
  expect(
    MemcachedParameters.of({
      maxItemSize: 4 * 1024 * 1024,
      chunkSizeGrowthFactor: 1.5,
      disableFlushAll: true,
      casDisabled: false,
      bindingProtocol: 'ascii',
      idleTimeout: undefined,
    }),
  ).toEqual({
    max_item_size: '4194304',
    chunk_size_growth_factor: '1.5',
    disable_flush_all: '1',
    cas_disabled: '0',
    binding_protocol: 'ascii',
  });
});

test('every name of the service survives the way through the typed name', () => {
  for (const { name } of PARAMETER_DEFINITIONS.filter(({ families: [family] }) =>
    MEMCACHED_FAMILIES.includes(family),
  )) {
    const typed = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(Object.keys(MemcachedParameters.of({ [typed]: 1 }))).toEqual([name]);
  }
});
