import { CfnParameter, Stack } from 'aws-cdk-lib/core';
import fc from 'fast-check';
import { AccessString } from '../../lib/access/access-string';
import { CommandCategory } from '../../lib/access/command-category';
import { ACL_CATEGORIES, FORBIDDEN_COMMANDS } from '../../lib/catalog/acl';
import { ACL_COMMANDS, ACL_SUBCOMMANDS } from '../../lib/catalog/acl-commands';
import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';
import { type RunningServer, startServer } from '../servers/redis-server';

describe('an access string that is built', () => {
  const { rules } = AccessString;

  test.each([
    ['nothing', AccessString.on(), 'on'],
    ['a user that is off', AccessString.off(), 'off'],
    ['keys', AccessString.on().keys('app:*', 'v:*'), 'on ~app:* ~v:*'],
    ['all keys after others', AccessString.on().keys('app:*').keys('*'), 'on ~app:* ~*'],
    ['keys to read, and to write', AccessString.on().readKeys('a').writeKeys('b', 'c'), 'on %R~a %W~b %W~c'],
    ['channels', AccessString.on().channels('a').channels('b'), 'on resetchannels &a &b'],
    ['all channels', AccessString.on().channels('*'), 'on &*'],
    ['no channels', AccessString.on().channels(), 'on resetchannels'],
    ['databases', AccessString.on().databases(0, 15), 'on db=0,15'],
    [
      'commands',
      AccessString.on().allow('get', 'cluster|slots').deny('client|kill'),
      'on +get +cluster|slots -client|kill',
    ],
    [
      'categories',
      AccessString.on()
        .allowCategories(CommandCategory.ALL)
        .denyCategories(CommandCategory.DANGEROUS, CommandCategory.ADMIN),
      'on +@all -@dangerous -@admin',
    ],
    ['a category of tomorrow', AccessString.on().allowCategories(CommandCategory.of('new')).keys('a'), 'on +@new ~a'],
    ['a selector', AccessString.on().keys('a').selector(rules().keys('b').allow('get')), 'on ~a (~b +get)'],
    ['commands in their order', AccessString.on().allow('get').deny('get').allow('get'), 'on +get -get +get'],
  ])('has %s', (_, accessString, value) => {
    expect(accessString.value).toBe(value);
    expect(`${accessString}`).toBe(value);
  });

  test('is another one after each word, so that one can be shared', () => {
    const base = AccessString.on().keys('app:*');
    expect([base.allow('get').value, base.allow('set').value, base.value]).toEqual([
      'on ~app:* +get',
      'on ~app:* +set',
      'on ~app:*',
    ]);
  });

  test('takes a token for what it is', () => {
    const scope = new Stack();
    const prefix = new CfnParameter(scope, 'Prefix').valueAsString;
    const database = new CfnParameter(scope, 'Database', { type: 'Number' }).valueAsNumber;
    const built = AccessString.on().keys(`${prefix}:*`).databases(database).allow('get');
    expect(scope.resolve(built.value)).toEqual({
      'Fn::Join': ['', ['on ~', { Ref: 'Prefix' }, ':* db=', { Ref: 'Database' }, ' +get']],
    });
    expect(scope.resolve(AccessString.parse(prefix).value)).toEqual({ Ref: 'Prefix' });
  });

  test.each([
    [
      () => AccessString.on().keys('my app:*'),
      "AccessString.keys: 'patterns' needs patterns without spaces, got 'my app:*'; write 'my?app:*', in which '?' is any character",
    ],
    [
      () => AccessString.on().keys('~app:*'),
      "AccessString.keys: 'patterns' needs patterns without the signs of the language, got '~app:*'; write 'app:*'",
    ],
    [
      () => AccessString.on().readKeys('%R~app:*'),
      "AccessString.readKeys: 'patterns' needs patterns without the signs of the language, got '%R~app:*'; write 'app:*'",
    ],
    [
      () => AccessString.on().channels('&app'),
      "AccessString.channels: 'patterns' needs patterns without the signs of the language, got '&app'; write 'app'",
    ],
    [
      () => AccessString.on().keys(''),
      "AccessString.keys: 'patterns' needs patterns such as '~app:*', got '~'; write '~*' for all, or what names begin with",
    ],
    [
      () => AccessString.on().keys('*', 'app:*'),
      "AccessString.keys: 'patterns' needs no pattern after '~*', which matches everything already, got '~app:*'; take one of " +
        "them out, or write 'resetkeys ~app:*'",
    ],
    [
      () => AccessString.on().channels('*').channels('a'),
      "AccessString.channels: 'patterns' needs no pattern after '&*', which matches everything already, got '&a'; take one of " +
        "them out, or write 'resetchannels &a'",
    ],
    [
      () => AccessString.on().allow('+get'),
      "AccessString.allow: 'commands' needs the names of commands, got '+get'; write 'get'",
    ],
    [
      () => AccessString.on().deny('config get'),
      "AccessString.deny: 'commands' needs the names of commands, got 'config get'; write 'config|get'",
    ],
    [
      () => AccessString.on().allow('@read'),
      "AccessString.allow: 'commands' needs the names of commands, got '@read'; give CommandCategory.READ to " +
        'allowCategories or denyCategories',
    ],
    [
      () => AccessString.on().allow('config|get'),
      "AccessString.allow: 'commands' needs commands that the service offers, got '+config|get'; take it out",
    ],
    [
      () => AccessString.on().databases(),
      "AccessString.databases: 'ids' needs numbers from 0, at least one, got none; list the databases",
    ],
    [
      () => AccessString.on().databases(0, -1),
      "AccessString.databases: 'ids' needs numbers from 0, at least one, got -1; list the databases",
    ],
    [
      () => AccessString.on().selector(rules()),
      "AccessString.selector: 'rules' needs selectors with rules, got '()'; take it out, or write rules into it",
    ],
    [
      () => AccessString.on().selector(AccessString.on().keys('a')),
      "AccessString.selector: 'rules' needs selectors with rules of keys and commands, got 'on'; move 'on' out of the parentheses",
    ],
    [
      () => AccessString.on().selector(rules().selector(rules().keys('a'))),
      "AccessString.selector: 'rules' needs selectors without parentheses in them, got '(~a)'; close the first selector " +
        'before the second',
    ],
    [
      () => AccessString.on().selector(rules().keys('app(1)').allow('get')),
      "AccessString.selector: 'rules' needs rules that do not end in ')', got '~app(1)'; write '~app(1?'",
    ],
    [
      () => AccessString.on().selector(rules().keys("it's")),
      "AccessString.selector: 'rules' needs selectors without quotes, got '~it's'; write '?' for a quote, or move the " +
        'pattern out of the parentheses',
    ],
  ])('is refused in words: %#', (build, message) => {
    expect(build).toThrow(InvalidCacheError);
    expect(build).toThrow(message);
  });

  test('is refused with everything that is wrong at once', () => {
    const build = () => AccessString.on().keys('a b', '~c', 'd e');
    expect(build).toThrow(InvalidCacheError);
    expect(build).toThrow(/^AccessString\.keys:\n {2}- .*'a b'.*\n {2}- .*'d e'.*\n {2}- .*'~c'/);
  });
});

describe('an access string that is read', () => {
  test('is the same but for superfluous spaces', () => {
    expect(AccessString.parse('  on  ~app:* ( +get  ~b )\n').value).toBe('on ~app:* ( +get ~b )');
  });

  test('can be gone on with', () => {
    expect(AccessString.parse('on ~app:* +@read').allow('info').value).toBe('on ~app:* +@read +info');
  });

  test('is refused with all that is wrong', () => {
    expect(() => AccessString.parse('onn ~app:* +@raed >secret')).toThrow(
      new InvalidCacheError('AccessString.parse', [
        "'text' needs rules such as 'on', '~app:*' and '+@read', got 'onn'; write 'on'",
        "'text' needs categories that exist, got '+@raed'; write '+@read'",
        "'text' needs to stand without passwords, got '>...'; take it out, and say in the authentication mode of the " +
          'user how it proves who it is',
      ]),
    );
  });

  test('may name commands that are newer than this library', () => {
    expect(AccessString.parse('on ~* +tomorrow').value).toBe('on ~* +tomorrow');
  });
});

describe('the access strings that are ready', () => {
  const client = '+info +time +cluster|slots +cluster|shards +cluster|nodes';
  const connection = `+@connection -@admin -@dangerous ${client}`;
  const expiry = '+expire +pexpire +expireat +pexpireat +persist +ttl +pttl +eval +evalsha +script|load';

  test.each([
    [AccessString.readOnly(), `on ~* -@all +@read +@transaction ${connection}`],
    [AccessString.readOnly({ keys: ['a:*', 'b:*'] }), `on ~a:* ~b:* -@all +@read +@transaction ${connection}`],
    [AccessString.readWrite(), `on ~* &* +@all -@admin -@dangerous ${client}`],
    [AccessString.readWrite({ keys: ['a:*'] }), `on ~a:* +@all -@admin -@dangerous ${client} -@pubsub`],
    [
      AccessString.readWrite({ keys: ['a:*'], channels: ['a:*'] }),
      `on ~a:* resetchannels &a:* +@all -@admin -@dangerous ${client}`,
    ],
    [AccessString.readWrite({ channels: [] }), `on ~* +@all -@admin -@dangerous ${client} -@pubsub`],
    [
      AccessString.sessionStore({ keys: ['sess:*'] }),
      `on ~sess:* -@all ${connection} +get +getset +mget +set +setex +psetex +hget +hmget +hgetall +hset +hmset ` +
        `+hsetnx +hincrby +hdel +hexists +del +unlink +exists +touch ${expiry}`,
    ],
    [
      AccessString.leaderboard({ keys: ['board:*'] }),
      `on ~board:* -@all +@sortedset +@hash +@string +@transaction ${connection} +del +unlink +exists +type +rename ${expiry}`,
    ],
  ])('%#: %s', (accessString, value) => {
    expect(accessString.value).toBe(value);
  });

  test('refuse a pattern that breaks the language', () => {
    expect(() => AccessString.sessionStore({ keys: ['my sessions:*'] })).toThrow("got 'my sessions:*'");
    expect(() => AccessString.readWrite({ channels: ['a b'] })).toThrow("got 'a b'");
  });
});

describe('on a real server', () => {
  let server: RunningServer;
  let known: readonly string[];

  beforeAll(async () => {
    server = await startServer();
    const lists = [
      server.command('COMMAND', 'LIST'),
      ...ACL_CATEGORIES.map((name) => server.command('ACL', 'CAT', name)),
    ];
    known = (await Promise.all(lists)).flat().map((name) => String(name).toLowerCase());
  });

  afterAll(() => server.stop());

  const accept = ({ value }: AccessString) =>
    server
      .command('ACL', 'SETUSER', 'probe', 'reset', ...value.split(' '))
      .then(String, (error: Error) => error.message);

  test('whatever is built is taken, and is read back as it was', async () => {
    const own = (name: string) => FORBIDDEN_COMMANDS.some((each) => name === each || name.startsWith(`${each}|`));
    const all = [
      ...ACL_COMMANDS,
      ...[...ACL_SUBCOMMANDS].flatMap(([name, subs]) => [name, ...[...subs].map((sub) => `${name}|${sub}`)]),
    ];
    // The server of the tests may be older than the newest engine of the service.
    const commands = all.filter((name) => known.includes(name) && !own(name));
    const built = { taken: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(steps(commands), async (all) => {
        let accessString: AccessString;
        try {
          accessString = all.reduce((before, step) => step.to(before), AccessString.on());
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidCacheError);
          return void built.refused++;
        }
        built.taken++;
        const { value } = accessString;
        expect({ value, answer: await accept(accessString) }).toEqual({ value, answer: 'OK' });
        expect(AccessString.parse(value).value).toBe(value);
        const user = (await server.command('ACL', 'GETUSER', 'probe')) as unknown[];
        const selectors = user[user.indexOf('selectors') + 1];
        expect({ value, selectors }).toMatchObject({
          selectors: { length: all.filter((step) => step.isSelector).length },
        });
      }),
      { numRuns: 1500, seed: 20_261_123 },
    );
    // A generator that only makes nonsense, or only what is valid, proves nothing.
    expect(Math.min(built.taken, built.refused)).toBeGreaterThan(150);
  }, 60_000);

  test('what a database is, the engine knows since Valkey 9.1, and says so before it', async () => {
    const info = String(await server.command('INFO', 'server'));
    const version = /valkey_version:(\d+)\.(\d+)/.exec(info)?.slice(1).map(Number) ?? [0, 0];
    const isNew = version[0] > 9 || (version[0] === 9 && version[1] >= 1);
    expect(await accept(AccessString.on().databases(0, 1))).toBe(
      // Before it nothing of it can be tried: that it is refused is all that this test knows.
      isNew ? 'OK' : "ERR Error in ACL SETUSER modifier 'db=0,1': Syntax error",
    );
  });
});

interface Step {
  readonly to: (before: AccessString) => AccessString;
  readonly isSelector?: boolean;
}

/** What a person may do to an access string, mistakes included. */
function steps(commands: readonly string[]): fc.Arbitrary<Step[]> {
  const glob = fc.string({
    unit: fc.constantFrom(...'abc:*?[]{}()\\^-.%~&@+|,=#<>!"\' é'),
    minLength: 1,
    maxLength: 6,
  });
  const patterns = fc.array(
    fc.oneof(
      { weight: 1, arbitrary: glob },
      { weight: 3, arbitrary: fc.constantFrom('app:*', 'v:*', '*', 'a(b)', '{s}:[ab]?') },
    ),
    { maxLength: 3 },
  );
  const names = fc.array(fc.constantFrom(...commands), { maxLength: 4 });
  const categories = fc.array(
    fc.constantFrom(...ACL_CATEGORIES, 'all').map((name) => CommandCategory.of(name)),
    { maxLength: 3 },
  );
  const simple: fc.Arbitrary<Step> = fc.oneof(
    fc
      .tuple(fc.constantFrom('keys' as const, 'readKeys' as const, 'writeKeys' as const, 'channels' as const), patterns)
      .map(([method, all]) => ({ to: (before: AccessString) => before[method](...all) })),
    fc
      .tuple(fc.constantFrom('allow' as const, 'deny' as const), names)
      .map(([method, all]) => ({ to: (before: AccessString) => before[method](...all) })),
    fc
      .tuple(fc.constantFrom('allowCategories' as const, 'denyCategories' as const), categories)
      .map(([method, all]) => ({ to: (before: AccessString) => before[method](...all) })),
  );
  const selector: fc.Arbitrary<Step> = fc.array(simple, { minLength: 1, maxLength: 3 }).map((all) => ({
    isSelector: true,
    to: (before: AccessString) => before.selector(all.reduce((rules, step) => step.to(rules), AccessString.rules())),
  }));
  return fc.array(fc.oneof({ weight: 5, arbitrary: simple }, { weight: 1, arbitrary: selector }), { maxLength: 5 });
}
