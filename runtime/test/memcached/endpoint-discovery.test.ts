import { makeCertificate } from '../../../test/servers/certificate';
import { serverName } from '../../lib/drivers/driver-options';
import { type Discovery, staticMembership } from '../../lib/memcached/discovery';
import { discoverByEndpoint, type EndpointDiscoveryOptions } from '../../lib/memcached/endpoint-discovery';
import type { Membership } from '../../lib/memcached/membership';
import { openMemcached } from '../../lib/wire/open-memcached';
import { type RunningMemcached, startMemcached } from '../servers/memcached';
import {
  ConfigurationText,
  type RunningMemcachedEndpoint,
  startMemcachedEndpoint,
} from '../servers/memcached-endpoint';

// Short enough that a test has no time to wait for, and never so short that an answer comes too late.
const HASTE = { pollMs: 20, askMs: 10_000, membershipMs: 60_000 };

let memcached: RunningMemcached;
let configuration: ConfigurationText;
/** The configuration endpoint, and two nodes; each can answer. */
let endpoint: RunningMemcachedEndpoint;
let nodes: readonly RunningMemcachedEndpoint[];
let names: readonly string[];
let discovery: Discovery;
let errors: Error[];
/** By how much the two clocks of the process are moved on. */
let jump: { monotonic: number; wall: number };

beforeAll(async () => {
  memcached = await startMemcached();
});
afterAll(() => memcached.stop());
beforeEach(async () => {
  configuration = new ConfigurationText(3, []);
  const start = () => startMemcachedEndpoint({ node: memcached, configuration });
  [endpoint, ...nodes] = (await Promise.all([start(), start(), start()])) as typeof nodes as [
    RunningMemcachedEndpoint,
    ...RunningMemcachedEndpoint[],
  ];
  names = nodes.map(serverName);
  configuration.set(3, names);
  errors = [];
  jump = { monotonic: 0, wall: 0 };
});
afterEach(async () => {
  discovery.close();
  await Promise.all([endpoint, ...nodes].map((one) => one.close()));
});

function discover(options: Partial<EndpointDiscoveryOptions> = {}): Discovery {
  discovery = discoverByEndpoint({
    endpoint,
    open: (address, signal) => openMemcached({ address, signal, onLost: () => undefined }),
    onError: (error) => errors.push(error),
    clocks: { monotonic: () => performance.now() + jump.monotonic, wall: () => Date.now() + jump.wall },
    ...HASTE,
    ...options,
  });
  return discovery;
}

/** The next change. */
function change(of: Discovery): Promise<{ now: Membership; before: Membership | undefined }> {
  return new Promise((resolve) => {
    const end = of.onChange((now, before) => {
      end();
      resolve({ now, before });
    });
  });
}

/** Two questions that were answered since now: what the first one brought is known when the second one is asked. */
const answered = (by = endpoint) => by.asked(2);

const namesOf = ({ nodes: all }: Membership) => all.map(serverName);

test('M2: the nodes are those that the endpoint names, and are confirmed', async () => {
  const first = change(discover());
  expect(discovery.current).toBeUndefined();
  expect(discovery.isCurrent()).toBe(false);
  const { now, before } = await first;
  expect({ version: now.version, names: namesOf(now), before }).toEqual({
    version: 3,
    names: [...names].sort(),
    before: undefined,
  });
  expect(discovery.current).toBe(now);
  expect(discovery.isCurrent()).toBe(true);
});

test('M2: a node that is added, and one that is removed, are learned of while running', async () => {
  const { now: two } = await change(discover());
  configuration.set(4, [...names, 'new.cache|10.0.0.9|11211']);
  const added = await change(discovery);
  expect(added.before).toBe(two);
  expect(namesOf(added.now)).toEqual([...names, 'new.cache:11211'].sort());
  expect(added.now.fingerprint).not.toBe(two.fingerprint);
  configuration.set(5, names);
  const removed = await change(discovery);
  expect(removed.before).toBe(added.now);
  expect({ ...removed.now, version: 3 }).toEqual(two);
});

test('M2: a higher version of the same nodes is no change', async () => {
  await change(discover());
  const told = jest.fn();
  discovery.onChange(told);
  configuration.set(4, [...names].reverse());
  await answered();
  expect(discovery.current?.version).toBe(4);
  expect(told).not.toHaveBeenCalled();
});

test('M2: a version that goes back is ignored, and confirms nothing', async () => {
  const { now } = await change(discover());
  configuration.set(2, ['old.cache:11211']);
  // An answer to a question from before may be on its way.
  await answered();
  jump.wall = jump.monotonic = HASTE.membershipMs;
  await answered();
  expect(discovery.current).toBe(now);
  expect(discovery.isCurrent()).toBe(false);
  expect(errors.at(-1)).toMatchObject({
    code: 'ERR_CACHE_TIER_REFUSED',
    message: `${serverName(endpoint)} names the nodes of version 2, but version 3 is known`,
  });
});

test('M2: other nodes under the same version are ignored too', async () => {
  const { now } = await change(discover());
  configuration.set(3, ['other.cache:11211']);
  await answered();
  expect(discovery.current).toBe(now);
});

test('M2: a cluster that was made anew begins at a low version, which is believed after many answers', async () => {
  await change(discover({ renewedAfter: 3 }));
  configuration.set(1, ['new.cache:11211']);
  const { now } = await change(discovery);
  expect({ version: now.version, names: namesOf(now) }).toEqual({ version: 1, names: ['new.cache:11211'] });
  expect(errors.map(({ message }) => message)).toHaveLength(2);
  expect(discovery.isCurrent()).toBe(true);
});

test('M2: an endpoint that lags behind is not believed while a node says what is known', async () => {
  const { now } = await change(discover({ renewedAfter: 2 }));
  endpoint.says('2\nold.cache||11211\n');
  await endpoint.asked(6);
  expect(discovery.current).toEqual(now);
  expect(discovery.isCurrent()).toBe(true);
});

test('M2: while the endpoint is away, known nodes are asked, and tell of changes', async () => {
  await change(discover());
  endpoint.refuse();
  nodes[0]!.refuse();
  configuration.set(4, [names[1]!]);
  const { now } = await change(discovery);
  expect(namesOf(now)).toEqual([names[1]]);
  jump.wall = jump.monotonic = HASTE.membershipMs;
  await answered(nodes[1]);
  expect(discovery.isCurrent()).toBe(true);
});

test('M2: an endpoint that takes questions and does not answer is given up after a time', async () => {
  await change(discover({ askMs: 200 }));
  endpoint.mute();
  configuration.set(4, [names[1]!]);
  expect(namesOf((await change(discovery)).now)).toEqual([names[1]]);
});

test('M2: an answer that cannot be read loses nothing', async () => {
  const { now } = await change(discover());
  for (const one of [endpoint, ...nodes]) one.says('4\nhalf|10.0.0');
  await answered();
  expect(discovery.current).toBe(now);
  expect(errors.at(-1)).toMatchObject({ code: 'ERR_CACHE_TIER_REPLY' });
});

test('M2: a stock memcached, which has no such command, is a cluster of one', async () => {
  const { now } = await change(discover({ endpoint: memcached }));
  expect({ version: now.version, names: namesOf(now) }).toEqual({ version: 0, names: [serverName(memcached)] });
  expect(discovery.isCurrent()).toBe(true);
});

test('M2: a known node without the command does not stand for the cluster', async () => {
  const { now } = await change(discover());
  endpoint.refuse();
  for (const node of nodes) node.says('ERROR');
  await answered(nodes[0]);
  expect(discovery.current).toBe(now);
});

test.each([
  ['M2: it is no longer confirmed when nobody answers', { monotonic: HASTE.membershipMs, wall: HASTE.membershipMs }],
  [
    'M2: a process that was frozen, whose time of day has jumped, has no confirmed nodes',
    { monotonic: 0, wall: HASTE.membershipMs },
  ],
  ['M2: a process whose time of day was set back does not know for how long', { monotonic: 0, wall: -2000 }],
  ['M2: a time of day that stands still changes nothing', { monotonic: HASTE.membershipMs, wall: 0 }],
])('%s', async (_, by) => {
  await change(discover());
  for (const one of [endpoint, ...nodes]) one.refuse();
  await new Promise<void>((resolve) => {
    const check = setInterval(() => {
      if (errors.length === 0) return;
      clearInterval(check);
      resolve();
    }, 5);
  });
  expect(discovery.isCurrent()).toBe(true);
  jump = by;
  expect(discovery.isCurrent()).toBe(false);
  jump = { monotonic: 0, wall: 0 };
});

test('M2: a process that wakes up asks at once, and not only when its timer says so', async () => {
  await change(discover({ pollMs: 3_600_000 }));
  jump.wall = 3_600_000;
  expect(discovery.isCurrent()).toBe(false);
  await endpoint.asked();
  while (!discovery.isCurrent()) await new Promise(setImmediate);
});

test('M2: an answer counts from when its question was sent', async () => {
  await change(discover({ pollMs: 3_600_000 }));
  jump.wall = 3_600_000;
  // The process freezes between question and answer.
  const asked = endpoint.asked().then(() => {
    jump.wall = 7_200_000;
  });
  discovery.isCurrent();
  await asked;
  configuration.set(4, [names[0]!]);
  expect(discovery.isCurrent()).toBe(false);
});

test('M2: an endpoint with TLS is asked by TLS', async () => {
  const certificate = await makeCertificate();
  const secure = await startMemcachedEndpoint({ node: memcached, configuration, certificate });
  const open: EndpointDiscoveryOptions['open'] = (address, signal) =>
    openMemcached({ address, signal, tls: { ca: certificate.ca }, onLost: () => undefined });
  const { now } = await change(discover({ endpoint: { host: 'localhost', port: secure.port }, open }));
  expect(namesOf(now)).toEqual([...names].sort());
  await secure.close();
});

test('M2: a listener that throws, or that has ended, breaks nothing', async () => {
  discover();
  const ended = jest.fn();
  discovery.onChange(ended)();
  discovery.onChange(() => {
    throw new Error('not ours');
  });
  await change(discovery);
  expect(ended).not.toHaveBeenCalled();
  expect(discovery.isCurrent()).toBe(true);
});

test('a discovery that was closed asks no more, and confirms nothing', async () => {
  await change(discover());
  discovery.close();
  const { questions } = endpoint;
  expect(discovery.isCurrent()).toBe(false);
  await memcached.command('mn');
  expect(endpoint.questions - questions).toBeLessThanOrEqual(1);
});

test('a fixed list is always current, and its order does not matter', () => {
  discovery = staticMembership([
    { host: 'b', port: 1 },
    { host: 'a', port: 1 },
    { host: 'a', port: 1 },
  ]);
  expect(discovery.isCurrent()).toBe(true);
  expect(discovery.current).toMatchObject({ version: 0, nodes: [{ host: 'a' }, { host: 'b' }] });
  const same = staticMembership([
    { host: 'a', port: 1 },
    { host: 'b', port: 1 },
  ]).current;
  expect(same).toEqual(discovery.current);
});
