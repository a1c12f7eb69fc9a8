import { NO_VALUE, type Overrides, type Row, sub, UNKNOWN } from '../judged';

const rotation = (Rotation: Overrides, otherwise: Overrides = {}): Overrides => ({ Rotation, ...otherwise });
const days = (AutomaticallyAfterDays: unknown) => rotation({ RotationRules: { AutomaticallyAfterDays } });
/** The user has its password from elsewhere, so this secret is nobody's business here. */
const UNUSED = { PasswordUser: { AuthenticationMode: { Type: 'password', Passwords: [{ Ref: 'Other' }] } } };

export const ROTATION_SCHEDULE_ROWS: readonly Row[] = [
  {
    id: 'rotation-days',
    breaks: days(0),
    message:
      "'Properties.RotationRules' needs 1 to 1000 days between two rotations, got 0; choose such a number (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html)",
    holds: [
      days(1),
      days('1000'),
      days(UNKNOWN),
      rotation({ RotationRules: { ScheduleExpression: 'rate(10 days)' } }),
      rotation({ RotationRules: { AutomaticallyAfterDays: 1001 } }, UNUSED),
      rotation({ RotationRules: { AutomaticallyAfterDays: 1001 }, SecretId: UNKNOWN }),
    ],
  },
  {
    id: 'rotation-immediately',
    breaks: rotation(
      { RotateImmediatelyOnUpdate: NO_VALUE },
      { AuthToken: sub('{{resolve:secretsmanager:<Secret>}}') },
    ),
    message:
      "'Properties.RotateImmediatelyOnUpdate' needs false: otherwise it rotates at once, while a cache or user that takes the secret may still be changing, got none; set RotateImmediatelyOnUpdate: false (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-rotationschedule.html)",
    holds: [
      rotation({ RotateImmediatelyOnUpdate: 'false' }),
      rotation({ RotateImmediatelyOnUpdate: UNKNOWN }),
      rotation({ RotateImmediatelyOnUpdate: true }, UNUSED),
    ],
  },
  {
    id: 'rotation-permission',
    breaks: { Permission: { SourceAccount: NO_VALUE } },
    message:
      "'Properties.RotationLambdaARN' needs a function that Secrets Manager invokes for this account alone, got Permission without SourceAccount; add SourceAccount to the permission (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html)",
    holds: [
      { Permission: { SourceAccount: UNKNOWN } },
      { Permission: { SourceAccount: undefined, FunctionName: { Ref: 'Other' } } },
      { Permission: { SourceAccount: undefined, Principal: 'sns.amazonaws.com' } },
      { Permission: { SourceAccount: undefined }, ...UNUSED },
    ],
  },
];
