import { findings, judge, type Overrides, replicationGroup, SECRET } from './judged';
import { ROTATION_SCHEDULE_ROWS } from './rows/rotation-schedule-rows';

judge('Rotation', ROTATION_SCHEDULE_ROWS);

describe('a secret is that of a cache or a user', () => {
  const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:app-a1B2c3';
  const FROM_ARN = `{{resolve:secretsmanager:${ARN}:SecretString:password::}}`;
  const password = (...Passwords: unknown[]) => ({ AuthenticationMode: { Type: 'password', Passwords } });
  const isUsed = (overrides: Overrides, SecretId: unknown) =>
    findings(replicationGroup({ ...overrides, Rotation: { SecretId, RotateImmediatelyOnUpdate: true } })).some(
      ({ ruleId }) => ruleId === 'rotation-immediately',
    );

  test.each<[string, Overrides, unknown]>([
    ['whose token names its ARN', { AuthToken: FROM_ARN }, ARN],
    ['whose password names its ARN', { PasswordUser: password(FROM_ARN) }, ARN],
    ['whose second password names its ARN', { PasswordUser: password(SECRET, FROM_ARN) }, ARN],
    ['with the older property', { PasswordUser: { AuthenticationMode: undefined, Passwords: [FROM_ARN] } }, ARN],
    ['whose token refers to it', { AuthToken: SECRET, PasswordUser: password() }, { Ref: 'Secret' }],
    ['whose password refers to it', {}, { 'Fn::GetAtt': ['Secret', 'Id'] }],
  ])('%s', (_, overrides, id) => {
    expect(isUsed(overrides, id)).toBe(true);
  });

  test.each<[string, Overrides, unknown]>([
    ['of another ARN', { AuthToken: FROM_ARN, PasswordUser: password(FROM_ARN) }, `${ARN}x`],
    ['of another reference', {}, { Ref: 'Other' }],
    ['of which nothing is known', { AuthToken: FROM_ARN }, { 'Fn::ImportValue': 'Secret' }],
    ['of no password', { PasswordUser: { AuthenticationMode: { Type: 'iam' } } }, ARN],
  ])('and not %s', (_, overrides, id) => {
    expect(isUsed(overrides, id)).toBe(false);
  });
});
