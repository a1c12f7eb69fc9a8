import fc from 'fast-check';
import { ACL_CATEGORIES } from '../../lib/catalog/acl';
import { ACL_COMMANDS, ACL_SUBCOMMANDS, RISKY_COMMANDS } from '../../lib/catalog/acl-commands';
import { parseAccessString, sentence } from '../../lib/rules/access-string-grammar';
import { type RunningServer, startServer } from '../servers/redis-server';

const PASSWORD_REMEDY = 'take it out, and say in the authentication mode of the user how it proves who it is';
const CATEGORY_LIST =
  '@admin, @bitmap, @blocking, @connection, @dangerous, @fast, @geo, @hash, @hyperloglog, @keyspace, @list, @pubsub, ' +
  '@read, @scripting, @set, @slow, @sortedset, @stream, @string, @transaction, @write, @bloom, @json, @search, @all';

describe('an access string in order', () => {
  test.each([
    'on ~* +@all',
    'off ~* -@all',
    'on ~app::* -@all +@read',
    'on ~objects:* ~items:* ~public:*',
    'on allkeys resetkeys ~a allchannels resetchannels &b allcommands nocommands',
    'ON AllKeys +@ALL -@Dangerous +GET +Client|KILL ResetKeys %rw~a %Wr~b',
    'on %R~a %W~b %RW~c %WR~d',
    'on ~* resetkeys ~a ~* resetkeys %R~b',
    'on ~app:* (+get ~b) ( +set ~c ) (+@read %R~d &e) clearselectors (~x)',
    'on db=0 alldbs resetdbs db=0,1,15 (db=2 +get)',
    'on +cluster|slots -client|kill -config|set -config -debug +select|0',
    'on +@json +@bloom -@search +json.get +bf.add +ft.search',
    'on sanitize-payload skip-sanitize-payload',
    'on ~user\'s:* &"quoted" ~a(b) ~[ab]\\* ~{slot}:*',
    '  on   ~a  ',
    'on +acl +cluster +acl|whoami',
  ])('%s', (text) => {
    const { problems, doubts } = parseAccessString(text);
    expect({ problems, doubts }).toEqual({ problems: [], doubts: [] });
  });

  test('keeps its words in their order, a selector being one', () => {
    expect(parseAccessString(' on  ~a ( +get  ~b ) off').words).toEqual(['on', '~a', '( +get ~b )', 'off']);
  });
});

describe('a problem is said in words', () => {
  test.each([
    ['', "empty documented: needs rules such as 'on ~app:* +@read', got ''; say who may do what"],
    ['  ', "empty documented: needs rules such as 'on ~app:* +@read', got ''; say who may do what"],
    ['>secret', `password documented: needs to stand without passwords, got '>...'; ${PASSWORD_REMEDY}`],
    ['<secret', `password documented: needs to stand without passwords, got '<...'; ${PASSWORD_REMEDY}`],
    ['#5e884898', `password documented: needs to stand without passwords, got '#...'; ${PASSWORD_REMEDY}`],
    ['!5e884898', `password documented: needs to stand without passwords, got '!...'; ${PASSWORD_REMEDY}`],
    ['(+get >secret)', `password documented: needs to stand without passwords, got '>...'; ${PASSWORD_REMEDY}`],
    ['nopass', `word inferred: needs to leave passwords alone, got 'nopass'; ${PASSWORD_REMEDY}`],
    ['resetpass', `word inferred: needs to leave passwords alone, got 'resetpass'; ${PASSWORD_REMEDY}`],
    [
      'Reset',
      "reset documented: needs to leave the passwords of the user alone, got 'Reset'; take it out: the rules start " +
        'from nothing anyway',
    ],
    ['+@raed', "category inferred: needs categories that exist, got '+@raed'; write '+@read'"],
    ['-@dangerus', "category inferred: needs categories that exist, got '-@dangerus'; write '-@dangerous'"],
    ['+@', `category inferred: needs categories that exist, got '+@'; name one of ${CATEGORY_LIST}`],
    ['+@cache', `category inferred: needs categories that exist, got '+@cache'; name one of ${CATEGORY_LIST}`],
    [
      '+@all-@dangerous',
      "category inferred: needs categories that exist, got '+@all-@dangerous'; separate rules by spaces",
    ],
    [
      '+CONFIG|get',
      "forbidden-command documented: needs commands that the service offers, got '+CONFIG|get'; take it out",
    ],
    ['+debug', "forbidden-command documented: needs commands that the service offers, got '+debug'; take it out"],
    [
      '(+acl|setuser)',
      "forbidden-command documented: needs commands that the service offers, got '+acl|setuser'; take it out",
    ],
    ['+gett', "unknown-command unverified: needs commands that exist, got '+gett'; write '+get'"],
    ['-client|kil', "unknown-command unverified: needs commands that exist, got '-client|kil'; write '-client|kill'"],
    [
      '+frobnicate',
      "unknown-command unverified: needs commands that exist, got '+frobnicate'; correct it, unless it is newer than " +
        'this library',
    ],
    [
      '-select|0',
      "word documented: needs '-select' as a whole, which has no subcommands, got '-select|0'; write '-select'",
    ],
    [
      '+client|kill|type',
      "word documented: needs '+client|kill' as a whole, got '+client|kill|type'; write '+client|kill'",
    ],
    [
      '+',
      "word documented: needs commands such as 'get' and 'cluster|slots', got '+'; write '+' before the name of one " +
        'command, without a space',
    ],
    [
      '+get|',
      "word documented: needs commands such as 'get' and 'cluster|slots', got '+get|'; write '+' before the name of " +
        'one command, without a space',
    ],
    [
      '+get,+set',
      "word documented: needs commands such as 'get' and 'cluster|slots', got '+get,+set'; separate rules by spaces",
    ],
    [
      '+get)',
      "word documented: needs commands such as 'get' and 'cluster|slots', got '+get)'; write '(' before the first " +
        "rule of the selector, or take ')' out",
    ],
    [
      'get',
      "word documented: needs rules such as 'on', '~app:*' and '+@read', got 'get'; write '+get' to allow the " +
        "command, or '-get' to deny it",
    ],
    [
      '@read',
      "word documented: needs rules such as 'on', '~app:*' and '+@read', got '@read'; write '+@read' to allow the " +
        "category, or '-@read' to deny it",
    ],
    [
      'app:*',
      "word documented: needs rules such as 'on', '~app:*' and '+@read', got 'app:*'; write '~app:*' for keys, or " +
        "'&app:*' for channels",
    ],
    ['allkey', "word documented: needs rules such as 'on', '~app:*' and '+@read', got 'allkey'; write 'allkeys'"],
    [
      'user',
      "word documented: needs rules such as 'on', '~app:*' and '+@read', got 'user'; take 'user' and its name out, " +
        'and passwords too, of what ACL LIST shows',
    ],
    [
      'db=a',
      "word documented: needs rules such as 'on', '~app:*' and '+@read', got 'db=a'; write the numbers of databases, " +
        "as in 'db=0,1'",
    ],
    [
      '%X~a',
      "word documented: needs rules such as 'on', '~app:*' and '+@read', got '%X~a'; write '%R~', '%W~' or '%RW~' " +
        'before a pattern',
    ],
    [
      'whatever',
      "word documented: needs rules such as 'on', '~app:*' and '+@read', got 'whatever'; correct it, or take it out",
    ],
    ['on\n~a', 'word unverified: needs rules separated by spaces, got a line break or a tab; write it on one line'],
    ['~', "pattern inferred: needs patterns such as '~app:*', got '~'; write '~*' for all, or what names begin with"],
    [
      '~a\u0001',
      "pattern inferred: needs patterns that can be printed, got '~a\u0001'; write '?' for other characters",
    ],
    [
      "(~it's +get)",
      "pattern inferred: needs selectors without quotes, got '~it's'; write '?' for a quote, or move the pattern out " +
        'of the parentheses',
    ],
    [
      '~* %R~a',
      "pattern inferred: needs no pattern after '~*', which matches everything already, got '%R~a'; take one of them " +
        "out, or write 'resetkeys %R~a'",
    ],
    [
      'allchannels &a',
      "pattern inferred: needs no pattern after 'allchannels', which matches everything already, got '&a'; take one " +
        "of them out, or write 'resetchannels &a'",
    ],
    [
      '(+get ~a #5e88',
      "parenthesis documented: needs a ')' for each '(', got '(+get ~a #...'; write ')' after the last rule of it",
    ],
    [
      '((+get) ~a)',
      "parenthesis documented: needs selectors without parentheses in them, got '(+get'; close the first selector " +
        'before the second',
    ],
    [
      '(off +get)',
      "parenthesis documented: needs selectors with rules of keys and commands, got 'off'; move 'off' out of the " +
        'parentheses',
    ],
    ['( )', "parenthesis inferred: needs selectors with rules, got '( )'; take it out, or write rules into it"],
  ])('%p', (text, expected) => {
    const { problems, doubts } = parseAccessString(text);
    const [first] = [...problems, ...doubts];
    expect(`${first.fault} ${first.fact}: ${sentence(first)}`).toBe(expected);
  });

  test('and all of them are said', () => {
    expect(parseAccessString('onn >secret +@raed (+config').problems.map(({ fault }) => fault)).toEqual([
      'parenthesis',
      'word',
      'password',
      'category',
    ]);
  });

  test('a doubt is no problem: AWS adds commands', () => {
    const { problems, doubts } = parseAccessString('on ~* +tomorrow');
    expect([problems.length, doubts.length]).toEqual([0, 1]);
  });

  test('no message carries a password on', () => {
    for (const text of [
      'on >s3cret',
      '(>s3cret)',
      '(+get >s3cret',
      'on <s3cret #s3cret !s3cret',
      '((>s3cret)',
      '">s3cret"',
      '->s3cret',
    ]) {
      expect(parseAccessString(text).problems.map(sentence).join()).not.toContain('s3cret');
    }
  });
});

describe('what an access string grants', () => {
  test.each([
    ['on ~a', true],
    ['off ~a', false],
    ['on off', false],
    ['off ON', true],
    ['~a', undefined],
  ])('%s: the user is on: %s', (text, on) => {
    expect(parseAccessString(text).on).toBe(on);
  });

  test.each([
    ['~*', true, false, false],
    ['allkeys', true, false, false],
    ['%RW~*', true, false, false],
    ['%R~* %W~a', false, false, false],
    ['~* resetkeys', false, false, false],
    ['&*', false, true, false],
    ['allchannels resetchannels', false, false, false],
    ['+@all', false, false, true],
    ['allcommands -@dangerous', false, false, false],
    ['-@all +@ALL +get', false, false, true],
    ['+@all nocommands', false, false, false],
    ['~a (~* &* +@all)', true, true, true],
    ['(~* +@all) clearselectors ~a', false, false, false],
    ['clearselectors (~*)', true, false, false],
  ])('%s: all keys %s, channels %s, commands %s', (text, keys, channels, commands) => {
    const { allKeys, allChannels, allCommands } = parseAccessString(text);
    expect([allKeys, allChannels, allCommands]).toEqual([keys, channels, commands]);
  });

  test.each([
    ['+@read +@write -@dangerous', [], []],
    ['+@all -@dangerous +info', ['info'], []],
    ['+@keyspace', ['flushall', 'flushdb', 'keys', 'restore', 'restore-asking', 'swapdb'], []],
    ['+client -client|kill -@all +client|list', ['client|list'], ['client|list']],
    ['+keys (+flushall)', ['flushall', 'keys'], []],
  ])('%s: of the dangerous %j, of the administrative %j', (text, dangerous, admin) => {
    const read = parseAccessString(text);
    expect([read.dangerous, read.admin]).toEqual([dangerous, admin]);
  });

  test('leaves out what the service keeps for itself', () => {
    const { dangerous, admin } = parseAccessString('on ~* +@all');
    expect(dangerous).toContain('flushall');
    expect(admin).toContain('monitor');
    expect([...dangerous, ...admin].filter((name) => /^(config|debug|shutdown|acl\|setuser)/.test(name))).toEqual([]);
  });

  test.each([
    ['on ~a +@read +cluster|slots +select|0', []],
    ['&a', ['channels']],
    ['resetchannels', ['channels']],
    ['%R~a %W~b', ['keys to read or to write alone']],
    ['-client|kill', ['subcommands that are denied']],
    ['(+get ~a)', ['selectors']],
    ['clearselectors', ['selectors']],
    ['db=1', ['databases']],
    ['(&a db=1)', ['selectors', 'channels', 'databases']],
  ])('%s: uses %j', (text, names) => {
    expect(parseAccessString(text).features.map(({ name }) => name)).toEqual(names);
  });
});

describe('compared with a real server', () => {
  let server: RunningServer;
  let known: ReadonlySet<string>;

  beforeAll(async () => {
    server = await startServer();
    const lists = [
      server.command('COMMAND', 'LIST'),
      ...ACL_CATEGORIES.map((name) => server.command('ACL', 'CAT', name)),
    ];
    known = new Set((await Promise.all(lists)).flat().map((name) => String(name).toLowerCase()));
  });

  afterAll(() => server.stop());

  const accepts = async (text: string): Promise<boolean | string> => {
    const words = text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '');
    return server.command('ACL', 'SETUSER', 'probe', 'reset', ...words).then(
      () => true,
      (error: Error) => error.message,
    );
  };

  const knows = (name: string) =>
    known.has(name) || (known.has(name.split('|')[0]) && !ACL_SUBCOMMANDS.has(name.split('|')[0]));

  /** The server of the tests may be older than the newest engine of the service. */
  const isNewer = (text: string) =>
    /\b(db=|alldbs|resetdbs)/i.test(text) ||
    /@(json|bloom|search)\b/i.test(text) ||
    [...text.matchAll(/[+-]([a-z][^ )]*)/gi)].some(([, name]) => !knows(name.toLowerCase()));

  /** Rules, most of them in order, and slips of the pen in them. */
  const texts = fc
    .array(fc.oneof({ weight: 9, arbitrary: rule() }, selector()), { minLength: 1, maxLength: 8 })
    .map((words) => words.join(' '))
    .chain((text) => fc.oneof({ weight: 1, arbitrary: fc.constant(text) }, { weight: 1, arbitrary: slips(text) }));

  test('what is read without a problem or a doubt, the server takes', async () => {
    let [taken, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { problems, doubts } = parseAccessString(text);
        if (problems.length + doubts.length > 0 || isNewer(text)) return void refused++;
        taken++;
        expect({ text, answer: await accepts(text) }).toEqual({ text, answer: true });
      }),
      { numRuns: 1500, seed: 20_261_123 },
    );
    // A generator that only makes nonsense, or only what is valid, proves nothing.
    expect(Math.min(taken, refused)).toBeGreaterThan(200);
  }, 60_000);

  test('what the server refuses for another reason than a name, is a problem', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const answer = await accepts(text);
        if (answer === true || `${answer}`.includes('Unknown command') || isNewer(text)) return;
        refused++;
        expect({ text, answer, problems: parseAccessString(text).problems.length }).not.toMatchObject({ problems: 0 });
      }),
      { numRuns: 1500, seed: 20_261_124 },
    );
    expect(refused).toBeGreaterThan(150);
  }, 60_000);

  test('what is a problem for the engine, the server refuses', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { problems } = parseAccessString(text);
        // The engine takes what only the service refuses, and what has no effect.
        const taken = problems.some(
          ({ fault, needs, got }) =>
            /^(password|reset|forbidden-command|empty)$/.test(fault) ||
            /^(to leave passwords|patterns|selectors with rules|selectors without quotes)/.test(needs) ||
            // Redis OSS 7.0 takes it for '%RW~'.
            /^'%[rw]+'$/i.test(got),
        );
        // An engine forgets a selector whose quotes do not pair up, and with it all that is wrong in it.
        if (problems.length === 0 || taken || /["']/.test(text)) return;
        refused++;
        expect({ text, answer: await accepts(text) }).not.toEqual({ text, answer: true });
      }),
      { numRuns: 1500, seed: 20_261_125 },
    );
    expect(refused).toBeGreaterThan(200);
  }, 60_000);

  test('a selector whose quotes do not pair up is lost there without a word, so it is refused here', async () => {
    expect(await accepts("on (~it's +get)")).toBe(true);
    const users = (await server.command('ACL', 'LIST')) as string[];
    expect(users.find((user) => user.startsWith('user probe'))).toMatch(/ -@all \(resetchannels -@all\)$/);
    expect(parseAccessString("on (~it's +get)").problems).toHaveLength(1);
  });

  test('the dangerous commands of a string are those that the server lets through', async () => {
    const names = [...RISKY_COMMANDS.keys()].filter((name) => known.has(name));
    const info = (await server.command('COMMAND', 'INFO', ...names)) as [string, number][];
    const calls = names.map((name, at) => ({ name, words: Math.abs(info[at][1]) }));
    const category = fc.constantFrom(...ACL_CATEGORIES, 'all').map((name) => `@${name}`);
    const words = fc.tuple(
      fc.constantFrom('+', '-'),
      fc.oneof(category, fc.constantFrom(...names, 'client', 'cluster')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 6 }), async (rules) => {
        const text = ['~*', '&*', ...rules.map((each) => each.join(''))].join(' ');
        const { dangerous, admin } = parseAccessString(text);
        await accepts(text);
        const answers = await Promise.all(
          calls.map(async ({ name, words: count }) => {
            const call = [...name.split('|'), ...Array<string>(count).fill('1')].slice(0, Math.max(count, 1));
            return [name, await server.command('ACL', 'DRYRUN', 'probe', ...call)] as const;
          }),
        );
        const passed = answers.filter(([, answer]) => answer === 'OK').map(([name]) => name);
        const offered = new Set([...parseAccessString('+@all').dangerous, ...parseAccessString('+@all').admin]);
        const here = new Set([...dangerous, ...admin].filter((name) => known.has(name)));
        expect({ text, names: [...here].sort() }).toEqual({
          text,
          names: passed.filter((name) => offered.has(name)).sort(),
        });
      }),
      { numRuns: 300, seed: 20_261_126 },
    );
  }, 60_000);
});

/** One rule, right in most cases. */
function rule(): fc.Arbitrary<string> {
  const names = [
    ...ACL_COMMANDS,
    ...[...ACL_SUBCOMMANDS].flatMap(([name, subs]) => [name, ...[...subs].map((sub) => `${name}|${sub}`)]),
  ];
  const glob = fc.string({ unit: fc.constantFrom(...'ab:*?[]{}()\\^-.%~&@+|,=1é'), maxLength: 8 });
  return fc.oneof(
    fc.constantFrom('on', 'off', 'allkeys', 'resetkeys', 'allchannels', 'resetchannels', 'allcommands', 'nocommands'),
    fc.constantFrom(
      'clearselectors',
      'sanitize-payload',
      'nopass',
      'reset',
      '>secret',
      'db=0',
      'alldbs',
      'ON',
      '~*',
      '&*',
    ),
    fc.tuple(fc.constantFrom('~', '~', '%R~', '%W~', '%RW~', '%rw~', '&'), glob).map((parts) => parts.join('')),
    fc.tuple(fc.constantFrom('+', '-'), fc.constantFrom(...names)).map((parts) => parts.join('')),
    fc.tuple(fc.constantFrom('+@', '-@'), fc.constantFrom(...ACL_CATEGORIES, 'all')).map((parts) => parts.join('')),
    fc.constantFrom('+select|0', '-select|0', '+GET', '-Client|KILL'),
  );
}

/** A selector, right in most cases. */
function selector(): fc.Arbitrary<string> {
  return fc.array(rule(), { maxLength: 3 }).map((rules) => `(${rules.join(' ')})`);
}

/** The text after up to three slips: a character lost, doubled, swapped or struck beside. */
function slips(text: string): fc.Arbitrary<string> {
  const slip = fc.tuple(
    fc.nat(),
    fc.constantFrom('lose', 'double', 'swap', 'strike'),
    fc.constantFrom(...'+-@~&%()|* ax'),
  );
  return fc.array(slip, { minLength: 1, maxLength: 3 }).map((all) =>
    all.reduce((before, [where, kind, key]) => {
      const at = before.length === 0 ? 0 : where % before.length;
      const [head, one, tail] = [before.slice(0, at), before.slice(at, at + 1), before.slice(at + 1)];
      if (kind === 'lose') return head + tail;
      if (kind === 'double') return head + one + one + tail;
      if (kind === 'swap') return head + tail.slice(0, 1) + one + tail.slice(1);
      return head + key + tail;
    }, text),
  );
}
