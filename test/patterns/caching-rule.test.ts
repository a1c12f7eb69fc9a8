import { Duration, Lazy, Stack } from 'aws-cdk-lib/core';
import { type CachingRule, linkRules, ruleProblems } from '../../lib/patterns/caching-rule';
import { Invalidation } from '../../lib/patterns/invalidation';

const WITHIN_5_MINUTES = Invalidation.ttl({ maxTtl: Duration.minutes(5) });
const minute = Duration.minutes(1);
const unknown = Duration.seconds(Lazy.number({ produce: () => 60 }));
const token = Lazy.string({ produce: () => 'products' });

test.each<[string, CachingRule[]]>([
  ['none', []],
  ['one', [{ tables: ['products'], ttl: minute }]],
  ['a schema', [{ tables: ['public.products', 'shop.orders'], ttl: Duration.minutes(5) }]],
  [
    'a table of one schema beside all of its name: the shorter time counts',
    [
      { tables: ['products'], ttl: minute },
      { tables: ['shop.products'], ttl: Duration.seconds(10) },
    ],
  ],
  ['stale up to the bound', [{ tables: ['products'], ttl: minute, stale: Duration.minutes(4) }]],
  ['what only the deployment knows', [{ tables: [token, token], ttl: unknown, stale: unknown }]],
  ['other letters', [{ tables: ['Ware', 'größen', 'order-lines', '_x$1'], ttl: minute }]],
])('rules are taken: %s', (_what, rules) => {
  expect(ruleProblems(rules, WITHIN_5_MINUTES)).toEqual([]);
});

const NAMED = (table: string) =>
  `'rules[0].tables' needs names as 'name' or 'schema.name', got '${table}'; write it as the catalog of the database has it, such as 'products' or 'public.products'`;
const SECONDS = 'needs whole seconds, 1 or more and at most 180 days, got';

test.each<[string, CachingRule[], string[]]>([
  [
    'no table',
    [{ tables: [], ttl: minute }],
    ["'rules[0].tables' needs at least 1 table, got none; name the tables, or remove the rule"],
  ],
  ...['', '*', 'shop.*', 'a.b.c', '"Ware"', 'a b', '.orders', 'shop.', 'orders%', "o'r"].map(
    (table): [string, CachingRule[], string[]] => [
      `table ${table}`,
      [{ tables: [table], ttl: minute }],
      [NAMED(table)],
    ],
  ),
  [
    'a time of none',
    [{ tables: ['orders'], ttl: Duration.seconds(0) }],
    [`'rules[0].ttl' ${SECONDS} 0 seconds; choose a time between them, such as Duration.minutes(5)`],
  ],
  [
    'a stale time of none',
    [{ tables: ['orders'], ttl: minute, stale: Duration.millis(10) }],
    [`'rules[0].stale' ${SECONDS} 10 millis; choose a time between them, such as Duration.seconds(30)`],
  ],
  [
    'more than the bound',
    [{ tables: ['orders'], ttl: Duration.hours(1), stale: minute }],
    ["'rules[0].ttl' needs at most the 5 minutes of 'maxTtl', got 1 hour; shorten it, or raise 'maxTtl'"],
  ],
  [
    'more than the bound together',
    [{ tables: ['orders'], ttl: minute, stale: Duration.seconds(241) }],
    [
      "'rules[0].stale' needs 'ttl' and 'stale' together to be at most the 5 minutes of 'maxTtl', got 1 minute and 4 minutes 1 second; shorten one of them, or raise 'maxTtl'",
    ],
  ],
  [
    'a table twice in a rule',
    [{ tables: ['orders', 'orders'], ttl: minute }],
    ["'rules[0].tables' needs each table once, got 'orders' twice; keep one of them"],
  ],
  [
    'a table in two rules',
    [
      { tables: ['orders'], ttl: minute },
      { tables: ['shop.orders', 'orders'], ttl: minute },
    ],
    ["'rules[1].tables' needs each table once, got 'orders' there and in 'rules[0].tables'; keep one of them"],
  ],
  [
    'everything at once',
    [
      { tables: ['*'], ttl: Duration.days(365) },
      { tables: [], ttl: Duration.minutes(6) },
    ],
    [
      NAMED('*'),
      `'rules[0].ttl' ${SECONDS} 365 days; choose a time between them, such as Duration.minutes(5)`,
      "'rules[1].tables' needs at least 1 table, got none; name the tables, or remove the rule",
      "'rules[1].ttl' needs at most the 5 minutes of 'maxTtl', got 6 minutes; shorten it, or raise 'maxTtl'",
    ],
  ],
])('rules are refused: %s', (_what, rules, problems) => {
  expect(ruleProblems(rules, WITHIN_5_MINUTES)).toEqual(problems);
});

test('without an invalidation there is no bound', () => {
  expect(ruleProblems([{ tables: ['orders'], ttl: Duration.hours(1) }], undefined)).toEqual([]);
});

test('an application reads rules as JSON with seconds', () => {
  const rules = [{ tables: ['products', 'shop.orders'], ttl: minute, stale: Duration.seconds(30) }];
  expect(linkRules(new Stack(), rules)).toBe('[{"tables":["products","shop.orders"],"ttl":60,"stale":30}]');
});

test('what only the deployment knows stands in the JSON as a token', () => {
  const stack = new Stack();
  const text = linkRules(stack, [{ tables: [stack.stackName, token], ttl: unknown }]);
  expect(stack.resolve(text)).toBe('[{"tables":["Default","products"],"ttl":60}]');
});
