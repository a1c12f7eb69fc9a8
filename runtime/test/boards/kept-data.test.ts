import { startServer } from '../../../test/servers/redis-server';
import { startProxy } from '../servers/tcp-proxy';
import { until } from '../tier/tier-lab';
import { CLIENTS, failure, RIGHTS, useBoardLab, useCluster } from './board-lab';

const lab = useBoardLab();
const cluster = useCluster();

test.each(CLIENTS)(
  'by %s, a server that is frozen is late for reads, and of unknown outcome for writes',
  async (client) => {
    const tier = lab.tier({ client });
    const game = tier.leaderboard('game', { deadlineMs: 250 });
    const online = tier.set('online', { deadlineMs: 250 });
    await tier.leaderboard('game').submit('a', 1);
    lab.redis.freeze();
    try {
      const [read, write, reset, add, has] = await Promise.all([
        failure(game.top()),
        failure(game.increment('a')),
        failure(game.reset()),
        failure(online.add('a')),
        failure(online.has('a')),
      ]);
      for (const error of [read, has]) {
        expect(error).toMatchObject({
          name: 'CacheTimeoutError',
          code: 'ERR_CACHE_TIER_TIMEOUT',
          message: 'there was no answer within 250 ms',
        });
      }
      for (const error of [write, reset, add]) {
        expect(error).toMatchObject({
          name: 'KeptDataError',
          code: 'ERR_CACHE_TIER_OUTCOME_UNKNOWN',
          message:
            'the outcome of a write is unknown, as no answer came within 250 ms: it may have been done, or may still be done',
          cause: { name: 'CacheTimeoutError' },
        });
      }
    } finally {
      lab.redis.thaw();
    }
    const patient = tier.leaderboard('game');
    await until('it answers', async () => (await patient.size().catch(() => -1)) >= 0);
    await patient.submit('b', 1);
    expect(tier.metrics()).toMatchObject({ timeout: expect.any(Number) });
  },
);

test.each(CLIENTS)('by %s, a server that is out of memory refuses, and nothing is changed', async (client) => {
  const tier = lab.tier({ client });
  const boards = (['member', 'first'] as const).map((ties) =>
    tier.leaderboard(ties, { ties, mode: 'increment', ttl: '1h' }),
  );
  const online = tier.set('online');
  for (const game of boards) await game.submit('a', 1);
  await online.add(['a', 'b']);
  await lab.command('CONFIG', 'SET', 'maxmemory', '1');
  try {
    const writes = [
      ...boards.flatMap((game) => [
        () => game.submit('a', 1),
        () =>
          game.submitAll([
            ['b', 1],
            ['c', 2],
          ]),
      ]),
      () => online.add(['a', 'c']),
    ];
    for (const write of writes) {
      expect(await failure(write())).toMatchObject({
        name: 'KeptDataError',
        code: 'ERR_CACHE_TIER_OUT_OF_MEMORY',
        message: 'the server is out of memory, and keeps what it has: nothing was changed',
        cause: expect.objectContaining({ message: expect.stringMatching(/OOM|OutOfMemory|maxmemory/) }),
      });
    }
    for (const game of boards) expect(await game.top()).toEqual([{ member: 'a', score: 1, rank: 1 }]);
    expect(await online.size()).toBe(2);
    // What makes room goes on.
    for (const game of boards) expect(await game.remove('a')).toBe(1);
    expect(await online.remove('a')).toBe(1);
    await online.clear();
  } finally {
    await lab.command('CONFIG', 'SET', 'maxmemory', '0');
  }
  expect(await boards[1]!.submit('a', 1)).toMatchObject({ score: 1, previous: undefined });
  expect(await lab.command('KEYS', '*')).toHaveLength(2);
});

test.each(CLIENTS)('by %s, a right that is missing is an error with its cause', async (client) => {
  await lab.limited(client);
  await lab.command('ACL', 'SETUSER', 'limited', '-zadd', '-sadd');
  const tier = lab.tier(
    { client, readSecret: async () => 'limited-password' },
    { ...lab.link, auth: 'password', user: 'limited', 'secret-arn': 'arn:aws:secretsmanager:us-east-1:1:secret:a' },
  );
  for (const write of [tier.leaderboard('game').submit('a', 1), tier.set('online').add('a')]) {
    const error = await failure(write);
    expect(error).toMatchObject({ name: 'KeptDataError', code: 'ERR_CACHE_TIER_COMMAND', cause: expect.any(Error) });
    expect(error.message).toMatch(/^the server refuses the command: .*(permission|NOPERM|can't run this command)/i);
  }
  expect(RIGHTS).toContain('~board:*');
  const other = lab.tier(
    { client, readSecret: async () => 'limited-password' },
    {
      ...{ ...lab.link, 'key-prefix': 'other:', auth: 'password', user: 'limited' },
      'secret-arn': 'arn:aws:secretsmanager:us-east-1:1:secret:a',
    },
  );
  expect(await failure(other.leaderboard('game').size())).toMatchObject({ code: 'ERR_CACHE_TIER_COMMAND' });
});

test.each(CLIENTS)('by %s, without a connection nothing is sent, and it says so in time', async (client) => {
  const server = await startServer();
  const tier = lab.tier({ client }, { endpoint: '127.0.0.1', port: `${server.port}` });
  const game = tier.leaderboard('game', { deadlineMs: 300 });
  await tier.ready(10_000);
  await game.submit('a', 1);
  await server.stop();
  await until('the connection is lost', async () => !(await tier.ready(1)));
  const error = await failure(game.submit('a', 2));
  expect(error).toMatchObject({
    name: 'CacheUnavailableError',
    code: 'ERR_CACHE_TIER_UNAVAILABLE',
    message: 'no server took the command within 300 ms: nothing was done',
  });
});

test.each(CLIENTS)('by %s, a read is sent again after a lost connection, a write is not', async (client) => {
  const proxy = await startProxy(lab.redis.port);
  try {
    const tier = lab.tier({ client }, { endpoint: '127.0.0.1', port: `${proxy.port}` });
    const game = tier.leaderboard('game', { deadlineMs: 15_000 });
    await game.increment('a');
    const lose = async <T>(call: () => Promise<T>): Promise<T> => {
      // No answer: one that came before the connection is lost would be one.
      proxy.delay(60_000);
      const { toServer } = proxy.bytes;
      const pending = call();
      await until('it was sent', () => proxy.bytes.toServer > toServer + 100);
      proxy.drop();
      proxy.delay(0);
      return pending;
    };
    expect(await lose(() => game.score('a'))).toBe(1);
    const error = await failure(lose(() => game.increment('a')));
    expect(error).toMatchObject({
      code: 'ERR_CACHE_TIER_OUTCOME_UNKNOWN',
      message:
        'the outcome of a write is unknown, as the connection was lost before the answer: it may have been done, or may still be done',
      cause: expect.any(Error),
    });
    expect(await game.score('a')).toBe(2);
  } finally {
    await proxy.close();
  }
});

test.each(CLIENTS)(
  'by %s, a command that a cluster sent elsewhere is sent again, once it is known where',
  async (client) => {
    const { current } = cluster;
    const tier = lab.tier({ client }, { endpoint: '127.0.0.1', port: `${current.port}`, 'cluster-mode': 'true' });
    const game = tier.leaderboard(client, { ties: 'first', deadlineMs: 15_000 });
    await game.increment('a');
    const slot = await current.slotOf(`{${client}}`);
    const owner = await current.slotOwner(`{${client}}`);
    await current.migrateSlot(slot, current.primary((owner.shard + 1) % 3));
    expect(await game.increment('a')).toMatchObject({ score: 2 });
    expect(await game.increment('a')).toMatchObject({ score: 3 });
  },
);

test('a server that is no primary for a while is waited for, and one that stays so is away', async () => {
  const tier = lab.tier();
  const game = tier.leaderboard('game', { deadlineMs: 400 });
  await game.submit('a', 1);
  await lab.command('REPLICAOF', '127.0.0.1', '1');
  try {
    const error = await failure(game.submit('a', 2));
    expect(error).toMatchObject({
      name: 'CacheUnavailableError',
      message: expect.stringContaining('nothing was done'),
    });
  } finally {
    await lab.command('REPLICAOF', 'NO', 'ONE');
  }
  expect(await tier.leaderboard('game', { deadlineMs: 15_000 }).submit('a', 2)).toMatchObject({ score: 2 });
});
