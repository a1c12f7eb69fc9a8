import { MEMCACHED_FAMILIES } from '../../lib/catalog/memcached-parameter-definitions';
import {
  ENGINE_FAMILIES,
  PARAMETER_DEFINITIONS,
  PARAMETER_FAMILIES,
  type ParameterDefinition,
  parameterDefinition,
} from '../../lib/catalog/parameter-definitions';

const FROM_REDIS7 = ['redis7', 'valkey7', 'valkey8', 'valkey9'];
const FROM_VALKEY8 = ['valkey8', 'valkey9'];
const BEFORE_VALKEY8 = ['redis6.x', 'redis7', 'valkey7'];

function satisfies(definition: ParameterDefinition, value: string): boolean {
  const number = Number(value);
  return (
    (definition.type !== 'boolean' || ['yes', 'no'].includes(value)) &&
    (definition.type !== 'flag' || ['1', '0'].includes(value)) &&
    (definition.type !== 'decimal' || /^\d+\.\d+$/.test(value)) &&
    (definition.type !== 'integer' || /^-?\d+$/.test(value)) &&
    (definition.allowed?.includes(value) ?? true) &&
    (definition.min === undefined || number >= definition.min) &&
    (definition.max === undefined || number <= definition.max) &&
    (definition.zeroOr === undefined || number === 0 || number >= definition.zeroOr) &&
    (definition.pattern === undefined || new RegExp(`^(?:${definition.pattern})$`).test(value))
  );
}

function familiesOf(name: string): string[] {
  return PARAMETER_FAMILIES.filter((family) => parameterDefinition(family, name) !== undefined);
}

describe('the catalog as a whole', () => {
  test('covers the families of the node-based versions', () => {
    expect([...ENGINE_FAMILIES].sort()).toEqual(['redis6.x', 'redis7', 'valkey7', 'valkey8', 'valkey9']);
    expect(MEMCACHED_FAMILIES).toEqual(['memcached1.4', 'memcached1.5', 'memcached1.6']);
    expect(PARAMETER_FAMILIES).toEqual([...ENGINE_FAMILIES, ...MEMCACHED_FAMILIES]);
  });

  test('has no name that both Memcached and the others know: the typed values of the one are not those of the other', () => {
    const names = (families: readonly string[]) =>
      PARAMETER_DEFINITIONS.filter((row) => families.includes(row.families[0])).map(({ name }) => name);
    expect(names(MEMCACHED_FAMILIES).filter((name) => names(ENGINE_FAMILIES).includes(name))).toEqual([]);
  });

  test('defines no parameter twice for one family', () => {
    const pairs = PARAMETER_DEFINITIONS.flatMap((row) => row.families.map((family) => `${family}/${row.name}`));
    expect(pairs.filter((pair, index) => pairs.indexOf(pair) !== index)).toEqual([]);
  });

  test('names only families that it covers', () => {
    const foreign = PARAMETER_DEFINITIONS.flatMap((row) => row.families).filter(
      (family) => !PARAMETER_FAMILIES.includes(family),
    );
    expect(foreign).toEqual([]);
  });

  test('finds every row under each of its families', () => {
    for (const row of PARAMETER_DEFINITIONS) {
      for (const family of row.families) expect(parameterDefinition(family, row.name)).toBe(row);
    }
  });

  test('gives every default a value that its own definition accepts', () => {
    const refused = PARAMETER_DEFINITIONS.filter(
      (row) => row.default !== undefined && !satisfies(row, row.default),
    ).map((row) => row.name);
    expect(refused).toEqual([]);
  });

  test('says when a value applies for exactly the parameters that can be set', () => {
    const odd = PARAMETER_DEFINITIONS.filter((row) => row.modifiable !== (row.applies !== undefined));
    expect(odd.map((row) => row.name)).toEqual([]);
  });

  test('keeps no former name as a parameter of its own', () => {
    const former = PARAMETER_DEFINITIONS.flatMap((row) => row.formerly ?? []);
    expect(former).toContain('min-slaves-to-write');
    expect(former.filter((name) => familiesOf(name).length > 0)).toEqual([]);
  });

  test('summarizes every parameter in one short sentence', () => {
    const long = PARAMETER_DEFINITIONS.filter((row) => !/^[A-Z].{10,110}\.$/.test(row.summary));
    expect(long.map((row) => row.name)).toEqual([]);
  });

  test.each([
    ['memcached1.6', 'timeout'],
    ['valkey9', 'no-such-parameter'],
  ])('knows nothing of %s %s', (family, name) => {
    expect(parameterDefinition(family, name)).toBeUndefined();
  });
});

describe.each([...ENGINE_FAMILIES])('family %s', (family) => {
  test('has exactly the eight eviction policies', () => {
    expect([...parameterDefinition(family, 'maxmemory-policy')!.allowed!].sort()).toEqual([
      'allkeys-lfu',
      'allkeys-lru',
      'allkeys-random',
      'noeviction',
      'volatile-lfu',
      'volatile-lru',
      'volatile-random',
      'volatile-ttl',
    ]);
  });

  test.each(['maxmemory', 'maxclients', 'appendonly', 'appendfsync', 'lua-time-limit'])(
    'does not let %s be set',
    (name) => {
      expect(parameterDefinition(family, name)!.modifiable).toBe(false);
    },
  );

  test.each(['cluster-enabled', 'databases'])('fixes %s once a cluster uses the group', (name) => {
    expect(parameterDefinition(family, name)).toMatchObject({ modifiable: true, applies: 'creation' });
  });

  test.each([
    ['0', true],
    ['1', false],
    ['19', false],
    ['20', true],
    ['86400', true],
    ['-1', false],
    ['5m', false],
  ])('judges a timeout of %s as %s', (value, accepted) => {
    expect(satisfies(parameterDefinition(family, 'timeout')!, value)).toBe(accepted);
  });

  test.each([
    ['', true],
    ['Ex', true],
    ['AKE', true],
    ['Kg$lshzxe', true],
    ['Eq', false],
    ['K E', false],
  ])('judges keyspace events "%s" as %s', (value, accepted) => {
    expect(satisfies(parameterDefinition(family, 'notify-keyspace-events')!, value)).toBe(accepted);
  });
});

describe('what differs between families', () => {
  test.each([
    ['lazyfree-lazy-eviction', BEFORE_VALKEY8],
    ['lazyfree-lazy-expire', BEFORE_VALKEY8],
    ['lazyfree-lazy-server-del', BEFORE_VALKEY8],
    ['lazyfree-lazy-user-del', BEFORE_VALKEY8],
    ['replica-lazy-flush', BEFORE_VALKEY8],
    ['hash-max-ziplist-entries', ['redis6.x']],
    ['hash-max-ziplist-value', ['redis6.x']],
    ['zset-max-ziplist-entries', ['redis6.x']],
    ['zset-max-ziplist-value', ['redis6.x']],
    ['list-max-ziplist-size', ['redis6.x']],
    ['hash-max-listpack-entries', FROM_REDIS7],
    ['hash-max-listpack-value', FROM_REDIS7],
    ['zset-max-listpack-entries', FROM_REDIS7],
    ['zset-max-listpack-value', FROM_REDIS7],
    ['cluster-allow-pubsubshard-when-down', FROM_REDIS7],
    ['extended-redis-compatibility', FROM_VALKEY8],
    ['commandlog-request-larger-than', FROM_VALKEY8],
    ['search-default-timeout-ms', FROM_VALKEY8],
    ['cluster-databases', ['valkey9']],
  ])('%s belongs to %j alone', (name, families) => {
    expect(familiesOf(name)).toEqual(families);
  });

  test.each(['repl-timeout', 'lua-replicate-commands'])('%s ended with an older family', (name) => {
    expect(familiesOf(name)).toEqual([]);
  });

  test('cluster-databases takes 1 to 10000, and only before a cluster uses the group', () => {
    expect(parameterDefinition('valkey9', 'cluster-databases')).toMatchObject({
      min: 1,
      max: 10000,
      modifiable: true,
      applies: 'creation',
    });
  });

  test('active rehashing is a choice of redis6.x alone', () => {
    expect(ENGINE_FAMILIES.filter((family) => parameterDefinition(family, 'activerehashing')!.modifiable)).toEqual([
      'redis6.x',
    ]);
  });

  test.each([
    ['redis7', 'repl-backlog-size', '1048576'],
    ['valkey8', 'repl-backlog-size', '10485760'],
    ['valkey9', 'repl-backlog-size', '10485760'],
  ])('%s defaults %s to %s', (family, name, value) => {
    expect(parameterDefinition(family, name)!.default).toBe(value);
  });

  test('the command log needs Valkey 8.1 and the search parameters 8.2', () => {
    expect(parameterDefinition('valkey8', 'commandlog-large-reply-max-len')!.since).toBe('8.1');
    expect(parameterDefinition('valkey8', 'search-fanout-target-mode')!.since).toBe('8.2');
  });
});

describe.each([...MEMCACHED_FAMILIES])('family %s', (family) => {
  test.each(['max_cache_memory', 'num_threads', 'max_simultaneous_connections', 'config_max', 'hashpower_init'])(
    'does not let %s be set',
    (name) => {
      expect(parameterDefinition(family, name)!.modifiable).toBe(false);
    },
  );

  test('gives nothing that can be set to a node before it restarts', () => {
    const rows = PARAMETER_DEFINITIONS.filter((row) => row.families.includes(family) && row.modifiable);
    expect(rows.filter(({ applies }) => applies !== 'reboot')).toEqual([]);
  });

  test.each([
    ['binding_protocol', 'ascii', true],
    ['binding_protocol', 'auto', true],
    ['binding_protocol', 'binary', false],
    ['cas_disabled', '1', true],
    ['cas_disabled', 'yes', false],
    ['slab_automove', '2', true],
    ['slab_automove', '3', false],
    ['idle_timeout', '86400', true],
    ['idle_timeout', '86401', false],
    ['chunk_size_growth_factor', '1.25', true],
  ])('judges a %s of %s as %s', (name, value, accepted) => {
    expect(satisfies(parameterDefinition(family, name)!, value)).toBe(accepted);
  });

  test('has the defaults that the page states', () => {
    const defaultOf = (name: string) => parameterDefinition(family, name)!.default;
    expect(defaultOf('max_item_size')).toBe('1048576');
    expect(defaultOf('slab_chunk_max')).toBe('524288');
    expect(defaultOf('memcached_connections_overhead')).toBe('100');
  });
});

test.each([
  ['modern', ['memcached1.4']],
  ['expirezero_does_not_evict', ['memcached1.4']],
  ['no_modern', ['memcached1.5', 'memcached1.6']],
  ['inline_ascii_resp', ['memcached1.5', 'memcached1.6']],
])('Memcached 1.5 changed where %s is known', (name, families) => {
  expect(familiesOf(name)).toEqual(families);
});
