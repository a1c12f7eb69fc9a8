import type { ParameterRow } from './parameter-definitions';

const ALL = ['memcached1.4', 'memcached1.5', 'memcached1.6'] as const;
const FROM_1_5 = ['memcached1.5', 'memcached1.6'] as const;

/** The parameter group families of Memcached. */
export const MEMCACHED_FAMILIES: readonly string[] = ALL;

// A family knows what the one before it knew, but for what 1.5.10 removed; 1.6 added nothing. What the page lists and is a
// command (watch, stats sizes, lru_crawler metadump, cache_memlimit) is left out. A default is left out where `modern` or
// `no_modern` decides otherwise, and that of `no_modern` because AWS changed it; a range is left out where the page has none.
// biome-ignore format: one parameter, two lines
export const MEMCACHED_ROWS: readonly ParameterRow[] = [
  // memory
  { name: 'max_item_size', families: ALL, type: 'integer', applies: 'reboot', default: '1048576',
    summary: 'Most bytes of one item; a multiple of slab_chunk_max.' },
  { name: 'slab_chunk_max', families: ALL, type: 'integer', applies: 'reboot', default: '524288', since: '1.4.33',
    summary: 'Most bytes of one chunk of a slab; larger items are split over several.' },
  { name: 'memcached_connections_overhead', families: ALL, type: 'integer', applies: 'reboot', default: '100',
    summary: 'Megabytes kept for connections and the rest, taken from the memory for items.' },
  { name: 'max_cache_memory', families: ALL, type: 'integer', modifiable: false,
    summary: 'Megabytes for items and connections of a node: fixed by the node type.' },
  { name: 'chunk_size', families: ALL, type: 'integer', applies: 'reboot', default: '48',
    summary: 'Least bytes for key, value and flags of the smallest item.' },
  { name: 'chunk_size_growth_factor', families: ALL, type: 'decimal', applies: 'reboot', default: '1.25',
    summary: 'How much larger each chunk size is than the one before.' },
  { name: 'error_on_memory_exhausted', families: ALL, type: 'flag', applies: 'reboot', default: '0',
    summary: 'Refuses writes when the memory is full, instead of evicting items.' },
  { name: 'expirezero_does_not_evict', families: ['memcached1.4'], type: 'flag', applies: 'reboot', default: '0',
    since: '1.4.24',
    summary: 'Never evicts items without a time to live; with lru_maintainer.' },
  { name: 'large_memory_pages', families: ALL, type: 'flag', default: '0', modifiable: false,
    summary: 'Uses large memory pages.' },
  { name: 'lock_down_paged_memory', families: ALL, type: 'flag', default: '0', modifiable: false,
    summary: 'Keeps all pages in memory.' },

  // slabs and eviction
  { name: 'slab_automove', families: ALL, type: 'integer', allowed: ['0', '1', '2'], applies: 'reboot',
    since: '1.4.14',
    summary: 'Moves memory between sizes of items: not, slowly, or at each eviction, which is for tests.' },
  { name: 'slab_reassign', families: ALL, type: 'flag', applies: 'reboot', since: '1.4.14',
    summary: 'Lets memory be moved between sizes of items.' },
  { name: 'lru_crawler', families: ALL, type: 'flag', applies: 'reboot', since: '1.4.24',
    summary: 'Removes expired items in the background.' },
  { name: 'lru_maintainer', families: ALL, type: 'flag', applies: 'reboot', since: '1.4.24',
    summary: 'Sorts items by use in the background.' },
  { name: 'modern', families: ['memcached1.4'], type: 'flag', applies: 'reboot', default: '1', since: '1.4.33',
    summary: 'Turns on what later versions do by default: slab_automove, lru_crawler and others.' },
  { name: 'no_modern', families: FROM_1_5, type: 'flag', applies: 'reboot',
    summary: 'Turns off slab_reassign, slab_automove, lru_crawler and others; AWS sets it since August 2021.' },
  { name: 'hash_algorithm', families: ALL, type: 'string', allowed: ['jenkins', 'murmur3'], applies: 'reboot',
    since: '1.4.24',
    summary: 'The hash of the table in a node; how clients share out the keys is theirs.' },
  { name: 'hashpower_init', families: ALL, type: 'integer', default: '16', modifiable: false, since: '1.4.14',
    summary: 'First size of the hash table of a node, as a power of two.' },

  // protocol and connections
  { name: 'binding_protocol', families: ALL, type: 'string', allowed: ['ascii', 'auto'], applies: 'reboot',
    default: 'auto',
    summary: 'Whether clients may speak the binary protocol as well.' },
  { name: 'cas_disabled', families: ALL, type: 'flag', applies: 'reboot', default: '0',
    summary: 'Turns compare-and-swap off, which saves 8 bytes of each item.' },
  { name: 'disable_flush_all', families: ALL, type: 'flag', applies: 'reboot', default: '0', since: '1.4.24',
    summary: 'Refuses the command that empties a node.' },
  { name: 'idle_timeout', families: ALL, type: 'integer', min: 0, max: 86400, applies: 'reboot', default: '0',
    since: '1.4.33',
    summary: 'Seconds after which an idle client is disconnected; 0 never does.' },
  { name: 'maxconns_fast', families: ALL, type: 'flag', applies: 'reboot', since: '1.4.14',
    summary: 'Refuses a connection above the limit at once, instead of letting it wait.' },
  { name: 'max_simultaneous_connections', families: ALL, type: 'integer', default: '65000', modifiable: false,
    summary: 'Most connections of one node.' },
  { name: 'backlog_queue_limit', families: ALL, type: 'integer', default: '1024', modifiable: false,
    summary: 'Most connections that wait to be accepted.' },
  { name: 'requests_per_event', families: ALL, type: 'integer', default: '20', modifiable: false,
    summary: 'Most requests of one connection before others are served.' },
  { name: 'num_threads', families: ALL, type: 'integer', modifiable: false,
    summary: 'Threads of a node: one for each of its virtual CPUs.' },
  { name: 'inline_ascii_resp', families: FROM_1_5, type: 'flag', applies: 'reboot', default: '0',
    summary: 'Stores numbers of text replies in the item: faster writes, slower reads, up to 24 bytes more.' },

  // auto discovery
  { name: 'config_max', families: ALL, type: 'integer', default: '16', modifiable: false, since: '1.4.14',
    summary: 'Most entries of the configuration that clients ask for.' },
  { name: 'config_size_max', families: ALL, type: 'integer', default: '65536', modifiable: false, since: '1.4.14',
    summary: 'Most bytes of the configuration that clients ask for.' },

  // logs and statistics
  { name: 'track_sizes', families: ALL, type: 'flag', applies: 'reboot', default: '0', since: '1.4.33',
    summary: 'Counts items by size, for stats sizes.' },
  { name: 'watcher_logbuf_size', families: ALL, type: 'integer', applies: 'reboot', default: '256', since: '1.4.33',
    summary: 'Kilobytes of log that wait for a client that watches.' },
  { name: 'worker_logbuf_size', families: ALL, type: 'integer', applies: 'reboot', default: '64', since: '1.4.33',
    summary: 'Kilobytes of log that wait in one thread.' },
  { name: 'maximize_core_file_limit', families: ALL, type: 'flag', applies: 'reboot', default: '0',
    summary: 'Raises the limit of core files.' },
];
