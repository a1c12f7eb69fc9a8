import Redis from 'ioredis';
import { AccessString } from '../../lib/access/access-string';
import { type RunningServer, startServer } from '../servers/redis-server';

let server: RunningServer;
const clients: Redis[] = [];

beforeAll(async () => {
  // Without it the server refuses DEBUG before it looks at the user.
  server = await startServer({ args: ['--enable-debug-command', 'yes'] });
  await server.command('SET', 'other:1', 'secret');
});

afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});

afterAll(() => server.stop());

/** Connects as a user with this access, the way an application does: with INFO before the first command. */
async function connected({ value }: AccessString): Promise<Redis> {
  await server.command('ACL', 'SETUSER', 'app', 'reset', '>app-password', ...value.split(' '));
  const { port } = server;
  const client = new Redis({
    port,
    username: 'app',
    password: 'app-password',
    connectionName: 'app',
    lazyConnect: true,
  });
  clients.push(client);
  await client.connect();
  return client;
}

/** Whether the server lets a command through, whatever it answers then. */
async function passes(client: Redis, text: string): Promise<boolean> {
  const [name, ...args] = text.split(' ');
  return client.call(name, ...args).then(
    () => true,
    (error: Error) => !/NOPERM|The user executing the script can't/.test(error.message),
  );
}

async function sorted(
  accessString: AccessString,
  calls: readonly string[],
): Promise<{ may: string[]; mayNot: string[] }> {
  const client = await connected(accessString);
  const answers: [string, boolean][] = [];
  for (const call of calls) answers.push([call, await passes(client, call)]);
  return {
    may: answers.filter(([, passed]) => passed).map(([call]) => call),
    mayNot: answers.filter(([, passed]) => !passed).map(([call]) => call),
  };
}

/** What clients send that have nothing to do with data. */
const CLIENT = [
  ...['PING', 'TIME', 'INFO', 'HELLO 2', 'SELECT 0', 'ECHO hi', 'READONLY', 'READWRITE', 'ASKING', 'COMMAND COUNT'],
  ...['CLUSTER SLOTS', 'CLUSTER SHARDS', 'CLUSTER NODES', 'CLIENT SETNAME app', 'CLIENT GETNAME', 'CLIENT ID'],
];

const OPERATION = [
  ...['FLUSHALL', 'FLUSHDB', 'KEYS *', 'SORT app:list', 'SWAPDB 0 1', 'CONFIG GET maxmemory', 'CONFIG SET maxmemory 1'],
  ...['DEBUG SLEEP 0', 'SHUTDOWN NOSAVE', 'ACL LIST', 'ACL SETUSER app +@all', 'ACL GETUSER app', 'MONITOR', 'SAVE'],
  ...['BGSAVE', 'REPLICAOF NO ONE', 'CLIENT LIST', 'CLIENT KILL TYPE normal', 'CLIENT PAUSE 1', 'SLOWLOG GET', 'ROLE'],
  ...['CLUSTER FAILOVER', 'CLUSTER RESET', 'LATENCY LATEST', 'MODULE LIST', 'MIGRATE h 1 k 0 1', 'RESTORE app:r 0 x'],
];

const READS = [
  ...['GET app:a', 'MGET app:a app:b', 'STRLEN app:a', 'GETRANGE app:a 0 1', 'EXISTS app:a', 'TTL app:a', 'PTTL app:a'],
  ...['TYPE app:a', 'HGETALL app:h', 'HMGET app:h f', 'LRANGE app:l 0 -1', 'SMEMBERS app:s', 'ZRANGE app:z 0 -1'],
  ...['ZREVRANK app:z m', 'ZSCORE app:z m', 'XRANGE app:x - +', 'SCAN 0', 'HSCAN app:h 0', 'DBSIZE', 'PFCOUNT app:p'],
];

const TRANSACTION = ['WATCH app:a', 'UNWATCH', 'MULTI', 'DISCARD'];

const WRITES = [
  ...['SET app:a 1', 'SET app:a 1 PX 1000', 'SETEX app:a 10 1', 'MSET app:a 1 app:b 2', 'INCR app:n', 'DEL app:d'],
  ...[
    'UNLINK app:a app:b',
    'EXPIRE app:a 10',
    'PEXPIRE app:a 10',
    'PERSIST app:a',
    'RENAME app:a app:c',
    'COPY app:c app:d',
  ],
  ...['HSET app:h f v', 'HINCRBY app:h n 1', 'HDEL app:h f', 'LPUSH app:l v', 'SADD app:s v', 'ZADD app:z 1 m'],
  ...['ZINCRBY app:z 1 m', 'ZREM app:z m', 'XADD app:x * f v', 'PFADD app:p v', 'GETDEL app:a', 'GEOADD app:g 1 1 m'],
];

const SCRIPTS = [
  ...['EVAL return,1 0', "EVAL return(redis.call('get',KEYS[1])) 1 app:a", 'SCRIPT LOAD return,1', 'SCRIPT EXISTS x'],
  ...['EVALSHA ffffffffffffffffffffffffffffffffffffffff 0'],
];

const ELSEWHERE = [
  ...['GET other:1', 'MGET app:a other:1', 'SET other:1 x', 'DEL other:1', 'UNLINK other:1', 'EXPIRE other:1 1'],
  ...['HGETALL other:h', 'ZADD other:z 1 m', 'RENAME app:a other:1', 'COPY other:1 app:a', 'TYPE other:1'],
  ...["EVAL return(redis.call('get',KEYS[1])) 1 other:1"],
];

const CHANNELS = ['PUBLISH app:news hi', 'SPUBLISH app:news hi', 'PUBSUB CHANNELS'];

describe('who reads and writes', () => {
  test('on all keys may do everything but operate the server', async () => {
    const calls = [...CLIENT, ...READS, ...TRANSACTION, ...WRITES, ...SCRIPTS, ...ELSEWHERE, ...CHANNELS];
    const { may, mayNot } = await sorted(AccessString.readWrite(), [...calls, ...OPERATION]);
    expect({ may, mayNot }).toEqual({ may: calls, mayNot: OPERATION });
  });

  test('on some keys may not touch others, nor publish', async () => {
    const calls = [...CLIENT, ...READS, ...TRANSACTION, ...WRITES, ...SCRIPTS];
    const not = [...OPERATION, ...ELSEWHERE, ...CHANNELS];
    const { may, mayNot } = await sorted(AccessString.readWrite({ keys: ['app:*'] }), [...calls, ...not]);
    expect({ may, mayNot }).toEqual({ may: calls, mayNot: not });
  });

  test('on some channels may not publish in others', async () => {
    const scope = { keys: ['app:*'], channels: ['app:*'] };
    const { may, mayNot } = await sorted(AccessString.readWrite(scope), [
      ...CHANNELS,
      'PUBLISH other hi',
      'GET other:1',
    ]);
    expect({ may, mayNot }).toEqual({ may: CHANNELS, mayNot: ['PUBLISH other hi', 'GET other:1'] });
  });

  test('may send all that the query cache sends, on its keys and on the keys of versions', async () => {
    const scope = { keys: ['app:*', 'v:*', 'lease:app:*'] };
    const calls = [
      ...['MGET app:q v:db v:db:t', 'GET v:db:t', 'SET v:db:t 1 NX GET PX 1000', 'SET lease:app:q me NX PX 1000'],
      ...['SET app:q row PX 1000', "EVAL return(redis.call('set',KEYS[1],'!n|i','PX',1000)) 1 v:db:t", 'UNLINK v:db:t'],
      ...[
        'EVALSHA ffffffffffffffffffffffffffffffffffffffff 0',
        'INFO replication',
        'TIME',
        'PING',
        'HELLO 3',
        'CLUSTER SLOTS',
      ],
    ];
    expect((await sorted(AccessString.readWrite(scope), calls)).may).toEqual(calls);
  });
});

describe('who reads', () => {
  test('may not write, nor run scripts', async () => {
    const calls = [...CLIENT, ...READS, ...TRANSACTION];
    const not = [...WRITES, ...SCRIPTS, ...OPERATION, ...CHANNELS];
    const { may, mayNot } = await sorted(AccessString.readOnly(), [...calls, ...not]);
    expect({ may, mayNot }).toEqual({ may: calls, mayNot: not });
  });

  test('on some keys may not read others', async () => {
    const { may } = await sorted(AccessString.readOnly({ keys: ['app:*'] }), [...READS, ...ELSEWHERE]);
    expect(may).toEqual(READS);
  });

  test('may be given scripts, which cannot write', async () => {
    const client = await connected(AccessString.readOnly({ keys: ['app:*'] }).allow('eval_ro', 'evalsha_ro'));
    expect(await passes(client, "EVAL_RO return(redis.call('get',KEYS[1])) 1 app:a")).toBe(true);
    expect(await passes(client, "EVAL_RO return(redis.call('get',KEYS[1])) 1 other:1")).toBe(false);
    await expect(client.call('EVAL_RO', "return redis.call('set',KEYS[1],'x')", '1', 'app:a')).rejects.toThrow();
    expect(await server.command('EXISTS', 'app:a')).toBe(0);
  });
});

describe('a session store', () => {
  const access = AccessString.sessionStore({ keys: ['sess:*'] });

  test('does what connect-redis does for express-session', async () => {
    const client = await connected(access);
    await client.set('sess:1', '{"user":1}', 'EX', 60);
    expect(await client.get('sess:1')).toBe('{"user":1}');
    expect(await client.expire('sess:1', 120)).toBe(1);
    expect(await client.ttl('sess:1')).toBeGreaterThan(60);
    expect(await client.mget('sess:1', 'sess:2')).toEqual(['{"user":1}', null]);
    expect(await client.del('sess:1')).toBe(1);
  });

  test('keeps fields apart, and destroyed sessions destroyed, with a script', async () => {
    const client = await connected(access);
    const save = `if redis.call('get', KEYS[1]) == 'gone' then return 0 end
      redis.call('hset', KEYS[2], ARGV[1], ARGV[2])
      return redis.call('pexpire', KEYS[2], ARGV[3])`;
    expect(await client.eval(save, 2, 'sess:1:end', 'sess:1', 'user', '1', '60000')).toBe(1);
    expect(await client.hgetall('sess:1')).toEqual({ user: '1' });
    await client.set('sess:1:end', 'gone', 'PX', 60_000);
    expect(await client.unlink('sess:1')).toBe(1);
    const sha = String(await client.script('LOAD', save));
    expect(await client.evalsha(sha, 2, 'sess:1:end', 'sess:1', 'user', '1', '60000')).toBe(0);
  });

  test('and nothing else', async () => {
    const not = [
      ...['SCAN 0', 'RANDOMKEY', 'DBSIZE', 'ZADD sess:z 1 m', 'LPUSH sess:l v', 'SADD sess:s v', 'XADD sess:x * f v'],
      ...['RENAME sess:1 sess:2', 'DUMP sess:1', 'MULTI', 'SUBSCRIBE news', ...CHANNELS, ...OPERATION],
      ...['GET other:1', 'SET other:1 x', 'MGET sess:1 other:1', 'DEL other:1', 'HGETALL other:h', 'EXPIRE other:1 1'],
      ...["EVAL return(redis.call('get',KEYS[1])) 1 other:1", "EVAL return(redis.call('flushall')) 0", 'SCRIPT FLUSH'],
    ];
    const { may, mayNot } = await sorted(access, [...CLIENT, ...not]);
    expect({ may, mayNot }).toEqual({ may: CLIENT, mayNot: not });
  });

  test('may be allowed to list its sessions', async () => {
    const client = await connected(access.allow('scan'));
    expect(await passes(client, 'SCAN 0 MATCH sess:*')).toBe(true);
  });
});

describe('a leaderboard', () => {
  const access = AccessString.leaderboard({ keys: ['board:*'] });

  test('ranks, shows neighbours, joins boards, and ends with its season', async () => {
    const client = await connected(access);
    await client.zadd('board:1', 10, 'ann', 20, 'bob', 30, 'cid');
    await client.zincrby('board:1', 15, 'ann');
    expect(await client.zrevrank('board:1', 'ann')).toBe(1);
    expect(await client.zrevrange('board:1', 0, -1, 'WITHSCORES')).toEqual(['cid', '30', 'ann', '25', 'bob', '20']);
    await client.hset('board:names', 'ann', 'Ann');
    expect(await client.hmget('board:names', 'ann', 'bob')).toEqual(['Ann', null]);
    const around = "return redis.call('zrange', KEYS[1], redis.call('zrank', KEYS[1], ARGV[1]), -1)";
    expect(await client.eval(around, 1, 'board:1', 'ann')).toEqual(['ann', 'cid']);
    expect(await client.zunionstore('board:all', 1, 'board:1')).toBe(3);
    await client.rename('board:all', 'board:2');
    const done = await client.multi().zrem('board:1', 'bob').expire('board:1', 60).exec();
    expect(done).toEqual([
      [null, 1],
      [null, 1],
    ]);
    expect(await client.unlink('board:1', 'board:2', 'board:names')).toBe(3);
  });

  test('and nothing outside of its keys', async () => {
    const not = [
      ...['ZADD other:z 1 m', 'ZRANGE other:z 0 -1', 'ZUNIONSTORE board:x 1 other:z', 'ZUNIONSTORE other:x 1 board:1'],
      ...['HGETALL other:h', 'RENAME board:1 other:1', 'DEL other:1', 'GET other:1', 'SCAN 0', 'LPUSH board:l v'],
      ...["EVAL return(redis.call('zrange',KEYS[1],0,-1)) 1 other:z", ...CHANNELS, ...OPERATION],
    ];
    const calls = [...CLIENT, 'WATCH board:1', 'UNWATCH', 'MULTI', 'DISCARD'];
    const { may, mayNot } = await sorted(access, [...calls, ...not]);
    expect({ may, mayNot }).toEqual({ may: calls, mayNot: not });
  });
});
