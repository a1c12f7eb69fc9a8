import { findings, judge, type Overrides, replicationGroup, UNKNOWN } from './judged';
import { USER_ROWS } from './rows/user-rows';

judge('App', USER_ROWS);

test.each<[string, Overrides]>([
  ["'iam' and no password required", { AuthenticationMode: { Type: 'iam' }, NoPasswordRequired: true }],
  ["'password' and no password required", { AuthenticationMode: { Type: 'password' }, NoPasswordRequired: true }],
  [
    'passwords and no password required',
    { AuthenticationMode: undefined, NoPasswordRequired: true, Passwords: [UNKNOWN] },
  ],
  [
    "'no-password-required' and a password required",
    { AuthenticationMode: { Type: 'no-password-required' }, NoPasswordRequired: false },
  ],
  ["'iam' and passwords", { AuthenticationMode: { Type: 'iam' }, Passwords: [UNKNOWN] }],
  [
    "'no-password-required' and passwords",
    { AuthenticationMode: { Type: 'no-password-required' }, Passwords: [UNKNOWN] },
  ],
])('%s is a contradiction', (got, User) => {
  const found = findings(replicationGroup({ User })).filter(
    ({ ruleId }) => ruleId === 'user-authentication-contradiction',
  );
  expect(found.map(({ message }) => /, got (.*?);/.exec(message)?.[1])).toEqual([got]);
});

test.each(['Engine', 'UserName'])('%s is required', (property) => {
  expect(findings(replicationGroup({ User: { [property]: undefined } }))).toMatchObject([{ level: 'error', property }]);
});
