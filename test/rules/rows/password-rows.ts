import { either, NO_VALUE, type Overrides, type Row, SECRET, UNKNOWN } from '../judged';

const LEGAL = 'sixteen-letters!';
const passwords = (...Passwords: unknown[]): Overrides => ({
  PasswordUser: { AuthenticationMode: { Type: 'password', Passwords } },
});
const older = (...Passwords: unknown[]): Overrides => ({
  PasswordUser: { AuthenticationMode: undefined, Passwords },
});
const parameter = (Token: Overrides, password: unknown = { Ref: 'Token' }): Overrides => ({
  ...passwords(password),
  Parameters: { Token: { Type: 'String', ...Token } },
});

export const PASSWORD_ROWS: readonly Row[] = [
  {
    id: 'password-count',
    breaks: passwords(SECRET, SECRET, SECRET),
    message:
      "'Properties.Passwords' needs 1 or 2 passwords with the type 'password', got 3; state one, or two while clients move from one to the other (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_AuthenticationMode.html)",
    holds: [
      passwords(SECRET),
      passwords(SECRET, SECRET),
      older(SECRET, SECRET),
      { PasswordUser: { AuthenticationMode: { Type: 'password', Passwords: UNKNOWN } } },
      { PasswordUser: { AuthenticationMode: { Type: 'password' }, Passwords: [UNKNOWN] } },
      { PasswordUser: { AuthenticationMode: { Type: 'iam' } } },
      passwords(SECRET, SECRET, either(SECRET, SECRET)),
    ],
  },
  {
    id: 'password-needless',
    breaks: { PasswordUser: { AuthenticationMode: { Type: 'iam', Passwords: [SECRET] } } },
    message:
      "'Properties.AuthenticationMode' needs to stand without passwords with the type 'iam', got passwords; leave them out, or write the type 'password' (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_AuthenticationMode.html)",
    holds: [
      passwords(SECRET),
      { PasswordUser: { AuthenticationMode: { Type: 'iam', Passwords: [NO_VALUE] } } },
      { PasswordUser: { AuthenticationMode: { Type: UNKNOWN, Passwords: [SECRET] } } },
    ],
  },
  {
    id: 'password-form',
    breaks: older('fifteen-letters', UNKNOWN),
    message:
      "'Properties.Passwords' needs 16 to 128 printable characters other than , \" / @, got something else; generate a password of letters and digits in a secret (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [passwords(LEGAL), passwords('x'.repeat(128)), older(LEGAL), passwords(SECRET), passwords(UNKNOWN)],
  },
  {
    id: 'password-literal',
    breaks: passwords(SECRET, LEGAL),
    message:
      "'Properties.Passwords' needs references to secrets: everybody who can read the template can read this password, got plain text; keep it in Secrets Manager and write '{{resolve:secretsmanager:...}}', or use IAM (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [passwords(SECRET), older(SECRET), passwords(UNKNOWN), passwords('{{resolve:secretsmanager:app}}')],
  },
  {
    id: 'password-exposed',
    breaks: passwords('{{resolve:ssm:/app/password:1}}'),
    message:
      "'Properties.Passwords' needs a source that shows them to nobody, got a plain parameter of Systems Manager; keep them in Secrets Manager and write '{{resolve:secretsmanager:...}}', or use IAM (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html)",
    holds: [
      passwords(SECRET),
      passwords('{{resolve:ssm-secure:/app/password:1}}'),
      parameter({ NoEcho: true }),
      parameter({ NoEcho: 'true', Default: '' }),
      parameter({}, { Ref: 'Other' }),
    ],
  },
  {
    id: 'password-secure-string',
    breaks: passwords('{{resolve:ssm-secure:/app/password:1}}'),
    message:
      "'Properties.Passwords' needs secrets of Secrets Manager: CloudFormation reads no secure strings of Systems Manager for this property, got '{{resolve:ssm-secure:...}}'; keep them in Secrets Manager and write '{{resolve:secretsmanager:...}}' (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html)",
    holds: [passwords(SECRET), passwords('{{resolve:ssm:/app/password:1}}'), older(UNKNOWN)],
  },
];
