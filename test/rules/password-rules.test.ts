import { findings, judge, type Overrides, replicationGroup, SECRET, UNKNOWN } from './judged';
import { PASSWORD_ROWS } from './rows/password-rows';

judge('Reader', PASSWORD_ROWS);

test.each<[string, number, Overrides]>([
  ['none', 0, { AuthenticationMode: { Type: 'password' } }],
  ['none in a list', 0, { AuthenticationMode: { Type: 'password', Passwords: [] } }],
  ['three under the older property', 3, { AuthenticationMode: undefined, Passwords: [SECRET, SECRET, UNKNOWN] }],
  ['three under both', 3, { AuthenticationMode: { Passwords: [SECRET, SECRET] }, Passwords: [SECRET] }],
])('%s is not one or two passwords', (_, count, PasswordUser) => {
  const found = findings(replicationGroup({ PasswordUser })).filter(({ ruleId }) => ruleId === 'password-count');
  expect(found.map(({ message }) => /, got (.*?);/.exec(message)?.[1])).toEqual([`${count}`]);
});

test.each([',', '"', '/', '@', '\u00e9', '\t'])('a password with %j is refused', (character) => {
  const Passwords = [`sixteen-letters-${character}`];
  const found = findings(replicationGroup({ PasswordUser: { AuthenticationMode: { Type: 'password', Passwords } } }));
  expect(found.map(({ ruleId }) => ruleId)).toEqual(['password-form', 'password-literal']);
});

test('a password of 129 characters is refused, of 128 with a space it is not', () => {
  const rules = (password: string) =>
    findings(
      replicationGroup({ PasswordUser: { AuthenticationMode: { Type: 'password', Passwords: [password] } } }),
    ).map(({ ruleId }) => ruleId);
  expect(rules('x'.repeat(129))).toContain('password-form');
  expect(rules(`${'x'.repeat(127)} `)).not.toContain('password-form');
});
