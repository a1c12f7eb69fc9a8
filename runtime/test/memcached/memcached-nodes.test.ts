import { HashRing } from '../../lib/memcached/hash-ring';
import { memcachedNode } from '../../lib/memcached/memcached-node';
import { memcachedNodes } from '../../lib/memcached/memcached-nodes';
import type { MemcachedOpen, MemcachedSession, OpenMemcached } from '../../lib/wire/memcached-session';
import { ManualDiscovery } from './manual-discovery';

const ends: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(ends.splice(0).map((end) => end())));

/** Opens nothing: sessions with processes of the test. */
class Opened {
  public readonly requests: MemcachedOpen[] = [];
  public readonly ended: string[] = [];
  /** By name of the node; one that is not here cannot be reached. */
  public readonly processes = new Map<string, string>();
  public answers = true;

  public readonly open: OpenMemcached = async (request) => {
    const { address, signal } = request;
    const name = `${address.host}:${address.port}`;
    this.requests.push(request);
    const identity = this.processes.get(name);
    if (identity === undefined) throw new Error(`${name} refused`);
    if (identity === 'silent')
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return {
      identity,
      version: '1.6.18',
      ping: () => (this.answers ? Promise.resolve() : new Promise<void>(() => undefined)),
      end: async () => {
        this.ended.push(name);
      },
    } as Partial<MemcachedSession> as MemcachedSession;
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const until = async (is: () => boolean) => {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 2));
};
const FAST = { reconnectMinMs: 2, reconnectMaxMs: 5 };

describe('a node', () => {
  function node(opened: Opened, options: Partial<Parameters<typeof memcachedNode>[1]> = {}) {
    const made = memcachedNode({ host: 'node', port: 1 }, { open: opened.open, ...FAST, ...options });
    ends.push(() => made.close());
    const changes: boolean[] = [];
    made.onChange((up) => changes.push(up));
    return { node: made, changes };
  }

  test('is up when all its sockets lead to the same process', async () => {
    const opened = new Opened();
    opened.processes.set('node:1', 'a');
    const { node: made, changes } = node(opened, { connections: 3 });
    expect(() => made.sessionOf('key')).toThrow('node:1 cannot be reached now');
    await until(() => made.isUp);
    expect([made.name, made.identity, made.sessions().length]).toEqual(['node:1', 'a', 3]);
    // The process is another one, which the first socket learns first.
    opened.processes.set('node:1', 'b');
    opened.requests[0]!.onLost(new Error('lost'));
    expect([made.isUp, made.identity]).toEqual([false, undefined]);
    await until(() => made.sessions().length === 3);
    expect(made.isUp).toBe(false);
    opened.requests[1]!.onLost(new Error('lost'));
    opened.requests[2]!.onLost(new Error('lost'));
    await until(() => made.isUp);
    expect(made.identity).toBe('b');
    expect(changes).toEqual([true, false, true]);
  });

  test('gives keys with the same hash tag the same socket, and spreads others', async () => {
    const opened = new Opened();
    opened.processes.set('node:1', 'a');
    const { node: made } = node(opened, { connections: 4 });
    await until(() => made.isUp);
    const sessions = Array.from({ length: 100 }, (_, place) => made.sessionOf(`${place}{tag}`));
    expect(new Set(sessions).size).toBe(1);
    expect(sessions[0]).toBe(made.sessionOf('tag'));
    const spread = made.sessions().map((one) => {
      return Array.from({ length: 400 }, (_, place) => made.sessionOf(`k${place}`)).filter((other) => other === one)
        .length;
    });
    expect(Math.min(...spread)).toBeGreaterThan(60);
  });

  test('tells why it cannot be used, and tries again by itself; a listener that throws changes nothing', async () => {
    const opened = new Opened();
    const problems: string[] = [];
    const { node: made } = node(opened, { onError: ({ message }) => problems.push(message) });
    made.onChange(() => {
      throw new Error('of the listener');
    });
    await until(() => problems.length === 3);
    opened.processes.set('node:1', 'a');
    await until(() => made.isUp);
    expect(new Set(problems)).toEqual(new Set(['node:1 refused', 'of the listener']));
  });

  test('asks for the credential at each attempt, and tells if it was refused', async () => {
    const refused = jest.fn();
    const passwords = [undefined, 'old', 'new'];
    const open = jest.fn<Promise<MemcachedSession>, [MemcachedOpen]>(async () => {
      throw Object.assign(new Error('no'), { code: 'ERR_CACHE_TIER_AUTHENTICATION' });
    });
    const made = memcachedNode(
      { host: 'node', port: 1 },
      {
        open,
        ...FAST,
        credential: () => {
          const password = passwords.length > 1 ? passwords.shift() : passwords[0];
          return password === undefined ? undefined : { kind: 'sasl', user: 'app', password };
        },
        onAuthenticationError: refused,
      },
    );
    await until(() => open.mock.calls.length >= 2);
    await made.close();
    expect(open.mock.calls.slice(0, 2).map(([{ credential }]) => credential?.password)).toEqual(['old', 'new']);
    expect(refused).toHaveBeenCalled();
  });

  test('leaves an attempt that takes too long, and a socket that does not answer', async () => {
    const opened = new Opened();
    opened.processes.set('node:1', 'silent');
    const { node: made } = node(opened, { connectTimeoutMs: 10 });
    await until(() => opened.requests.length === 2);
    opened.processes.set('node:1', 'a');
    await until(() => made.isUp);
    await made.probe();
    opened.answers = false;
    void made.probe();
    await until(() => opened.ended.length === 1);
    opened.answers = true;
    await until(() => made.isUp);
  });

  test('that is closed while it connects leaves no socket', async () => {
    const opened = new Opened();
    opened.processes.set('node:1', 'a');
    const { node: made } = node(opened);
    await made.close();
    expect(opened.ended).toEqual(['node:1']);
    expect(made.isUp).toBe(false);
    await expect(made.probe()).rejects.toThrow('node:1 cannot be reached now');
  });
});

describe('the nodes of a cluster', () => {
  const KEYS = Array.from({ length: 100 }, (_, place) => `key:${place}`);

  async function nodes(names: readonly string[], membershipMs = 60_000) {
    const opened = new Opened();
    for (const name of ['a:1', 'b:1', 'c:1', 'd:1']) opened.processes.set(name, `process of ${name}`);
    const discovery = new ManualDiscovery(1, names);
    const made = memcachedNodes({ open: opened.open, discovery, membershipMs, ...FAST });
    ends.push(() => made.close());
    await turn();
    return { opened, discovery, nodes: made };
  }

  test('are made and ended as the membership changes; keys lie where the ring says', async () => {
    const { nodes: made, discovery, opened } = await nodes(['a:1', 'b:1'], 10);
    const changes: string[] = [];
    made.onChange((server, up) => changes.push(`${server} ${up}`));
    const ring = new HashRing(['a:1', 'b:1']);
    expect(KEYS.map((key) => made.nodeOf(key)?.name)).toEqual(KEYS.map((key) => ring.nodeOf(key)));
    discovery.learn(2, ['b:1', 'c:1']);
    await turn();
    const next = new HashRing(['b:1', 'c:1']);
    expect(KEYS.map((key) => made.nodeOf(key)?.name)).toEqual(KEYS.map((key) => next.nodeOf(key)));
    expect(made.all().map(({ name }) => name)).toEqual(['b:1', 'c:1']);
    expect([made.node('a:1'), made.node('b:1')?.name, made.membership?.version]).toEqual([undefined, 'b:1', 2]);
    await until(() => opened.ended.includes('a:1'));
    expect(changes).toEqual(['c:1 true', 'a:1 false']);
  });

  test('that had a key a moment ago are told: each, if the membership changed twice', async () => {
    const { nodes: made, discovery } = await nodes(['a:1', 'b:1']);
    expect(KEYS.flatMap((key) => made.previousNodesOf(key))).toEqual([]);
    discovery.learn(2, ['a:1', 'b:1', 'c:1']);
    discovery.learn(3, ['a:1', 'c:1', 'd:1']);
    await turn();
    const [first, second, third] = [
      ['a:1', 'b:1'],
      ['a:1', 'b:1', 'c:1'],
      ['a:1', 'c:1', 'd:1'],
    ].map((names) => new HashRing(names));
    for (const key of KEYS) {
      const owners = new Set([first!.nodeOf(key), second!.nodeOf(key)]);
      owners.delete(third!.nodeOf(key));
      const told = made.previousNodesOf(key);
      expect(new Set(told.map(({ name }) => name))).toEqual(owners);
      expect(told.every(({ isUp }) => isUp)).toBe(true);
    }
  });

  test('are told for a while only', async () => {
    const { nodes: made, discovery } = await nodes(['a:1'], 5);
    discovery.learn(2, ['b:1']);
    expect(made.previousNodesOf('key').map(({ name }) => name)).toEqual(['a:1']);
    await until(() => made.previousNodesOf('key').length === 0);
  });

  test('one that comes back in that time was never away', async () => {
    const { nodes: made, discovery, opened } = await nodes(['a:1', 'b:1'], 20);
    const before = made.node('a:1');
    discovery.learn(2, ['b:1']);
    discovery.learn(3, ['a:1', 'b:1']);
    expect(made.node('a:1')).toBe(before);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect([before?.isUp, opened.ended]).toEqual([true, []]);
  });

  test('are unknown as long as nobody has said who they are', async () => {
    const discovery = new ManualDiscovery(1, []);
    discovery.current = undefined;
    const opened = new Opened();
    const made = memcachedNodes({ open: opened.open, discovery, ...FAST });
    ends.push(() => made.close());
    expect([made.nodeOf('key'), made.all(), made.previousNodesOf('key'), made.membership]).toEqual([
      undefined,
      [],
      [],
      undefined,
    ]);
  });
});
