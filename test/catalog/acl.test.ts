import { ACL_CATEGORIES, ACL_MODULE_CATEGORIES, AclFeature, FORBIDDEN_COMMANDS } from '../../lib/catalog/acl';
import { ACL_COMMANDS, ACL_SUBCOMMANDS, RISKY_COMMANDS } from '../../lib/catalog/acl-commands';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { type RunningServer, startServer } from '../servers/redis-server';

const ALL_COMMANDS = [
  ...ACL_COMMANDS,
  ...[...ACL_SUBCOMMANDS].flatMap(([name, subcommands]) => [name, ...[...subcommands].map((sub) => `${name}|${sub}`)]),
];

describe('what of the language needs which engine version', () => {
  test.each([
    [AclFeature.CHANNELS, 'redis 6.2 or valkey 7.2', ['redis 6.2', 'redis 7.0', 'redis 7.1'], 'all'],
    [AclFeature.KEY_PERMISSIONS, 'redis 7.0 or valkey 7.2', ['redis 7.0', 'redis 7.1'], 'all'],
    [AclFeature.SUBCOMMANDS, 'redis 7.0 or valkey 7.2', ['redis 7.0', 'redis 7.1'], 'all'],
    [AclFeature.SELECTORS, 'redis 7.0 or valkey 7.2', ['redis 7.0', 'redis 7.1'], 'all'],
    [AclFeature.DATABASES, 'valkey 9.1', [], ['valkey 9.1']],
  ] as const)('$name', (feature, needs, redis, valkey) => {
    const versions = EngineVersion.all();
    const valkeys = valkey === 'all' ? versions.filter(({ engine }) => engine === 'valkey').map(String) : valkey;
    expect(feature.needs).toBe(needs);
    expect(versions.filter((version) => feature.worksOn(version)).map(String)).toEqual([...redis, ...valkeys]);
  });

  test('a version that AWS has added since works like a newer one', () => {
    const version = EngineVersion.of('9.2', { parameterGroupFamily: 'valkey9', like: EngineVersion.VALKEY_9_1 });
    expect(AclFeature.DATABASES.worksOn(version)).toBe(true);
  });
});

describe('the commands that the service keeps for itself', () => {
  test('are commands of the engine', () => {
    expect(FORBIDDEN_COMMANDS.filter((name) => !ALL_COMMANDS.includes(name))).toEqual([]);
  });

  test('are those of its page', () => {
    expect(FORBIDDEN_COMMANDS.join(' ')).toBe(
      'acl|deluser acl|load acl|save acl|setuser bgrewriteaof bgsave cluster|addslots cluster|addslotsrange ' +
        'cluster|bumpepoch cluster|delslots cluster|delslotsrange cluster|failover cluster|flushslots cluster|forget ' +
        'cluster|links cluster|meet cluster|setslot config debug migrate psync replicaof save shutdown slaveof sync',
    );
  });
});

describe('compared with a real server', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await startServer();
  });

  afterAll(() => server.stop());

  const list = async (...args: string[]) =>
    ((await server.command(...args)) as string[]).map((each) => each.toLowerCase());

  test('the categories are its categories', async () => {
    const modules: readonly string[] = ACL_MODULE_CATEGORIES;
    expect((await list('ACL', 'CAT')).filter((name) => !modules.includes(name)).sort()).toEqual([...ACL_CATEGORIES]);
  });

  test('every command that it has is in the catalog', async () => {
    const commands = await list('COMMAND', 'LIST');
    expect(commands.length).toBeGreaterThan(200);
    expect(commands.filter((name) => !ALL_COMMANDS.includes(name))).toEqual([]);
  });

  test('every subcommand that it has is in the catalog', async () => {
    const subcommands = await Promise.all([...ACL_CATEGORIES].map((name) => list('ACL', 'CAT', name)));
    expect([...new Set(subcommands.flat())].filter((name) => !ALL_COMMANDS.includes(name))).toEqual([]);
  });

  test.each(ACL_CATEGORIES)('the dangerous commands are in @%s as there', async (category) => {
    const known = new Set((await Promise.all(ACL_CATEGORIES.map((name) => list('ACL', 'CAT', name)))).flat());
    const [dangerous, members] = await Promise.all(['dangerous', category].map((name) => list('ACL', 'CAT', name)));
    const there = members.filter((name) => dangerous.includes(name));
    const here = [...RISKY_COMMANDS].filter(([name, categories]) => known.has(name) && categories.includes(category));
    expect(here.map(([name]) => name).sort()).toEqual(there.sort());
  });
});
