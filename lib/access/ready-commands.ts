// The commands of the access strings that are ready-made, each of which every engine version with users has.

/** What a client sends before its first command, and a client in cluster mode over and over; `info` is dangerous. */
const CLIENT = ['+info', '+time', '+cluster|slots', '+cluster|shards', '+cluster|nodes'];

/** The connection, without what looks at the connections of others or ends them. */
const CONNECTION = ['+@connection', '-@admin', '-@dangerous', ...CLIENT];

const EXPIRY = ['+expire', '+pexpire', '+expireat', '+pexpireat', '+persist', '+ttl', '+pttl'];

/** What a script calls, the user must be allowed too: a script is no way around. */
const SCRIPTS = ['+eval', '+evalsha', '+script|load'];

/** Commands that read keys, without `keys` and `sort_ro`, which are dangerous. */
export const READ_COMMANDS: readonly string[] = ['-@all', '+@read', '+@transaction', ...CONNECTION];

/** Everything but what is dangerous. The modules have commands that are administrative without being dangerous. */
export const READ_WRITE_COMMANDS: readonly string[] = ['+@all', '-@admin', '-@dangerous', ...CLIENT];

/** Strings and hashes that expire. Not `scan`: it shows the names of all keys, and so the ids of all sessions. */
export const SESSION_COMMANDS: readonly string[] = [
  ...['-@all', ...CONNECTION],
  ...['+get', '+getset', '+mget', '+set', '+setex', '+psetex'],
  ...['+hget', '+hmget', '+hgetall', '+hset', '+hmset', '+hsetnx', '+hincrby', '+hdel', '+hexists'],
  ...['+del', '+unlink', '+exists', '+touch', ...EXPIRY, ...SCRIPTS],
];

/** Sorted sets, and what stands beside them; `rename` puts a board in place that was rebuilt under another name. */
export const LEADERBOARD_COMMANDS: readonly string[] = [
  ...['-@all', '+@sortedset', '+@hash', '+@string', '+@transaction', ...CONNECTION],
  ...['+del', '+unlink', '+exists', '+type', '+rename', ...EXPIRY, ...SCRIPTS],
];
