import { either, type Overrides, type Row, sub, UNKNOWN } from '../judged';

const ARN = 'arn:aws:elasticache:eu-central-1:111122223333';
const CACHE = `${ARN}:replicationgroup:sessions`;
const SERVERLESS = `${ARN}:serverlesscache:sessions`;
const USER = `${ARN}:user:sessions-app`;
const JOINED_CACHE = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':elasticache:',
      { Ref: 'AWS::Region' },
      ':1:replicationgroup:',
      { Ref: 'Cache' },
    ],
  ],
};
const USER_ARN = { 'Fn::GetAtt': ['App', 'Arn'] };

const allow = (Resource: unknown, otherwise: Overrides = {}) => ({
  Effect: 'Allow',
  Action: 'elasticache:Connect',
  Resource,
  ...otherwise,
});
const policy = (...Statement: unknown[]): Overrides => ({ Policy: { PolicyDocument: { Statement } } });
const connect = (...Resource: unknown[]) => policy(allow(Resource));
const inline = (Type: string, ...documents: unknown[]): Overrides => ({
  Policy: {
    $: { Type },
    PolicyDocument: undefined,
    Policies: documents.map((PolicyDocument) => ({ PolicyName: 'connect', PolicyDocument })),
  },
});

export const CONNECT_POLICY_ROWS: readonly Row[] = [
  {
    id: 'connect-needs-user',
    breaks: connect(JOINED_CACHE, SERVERLESS),
    message:
      "'Properties.PolicyDocument' needs the ARN of a user beside that of the cache for 'elasticache:Connect', which asks for both, got 'arn:...:elasticache:...:1:replicationgroup:...', 'arn:aws:elasticache:eu-central-1:111122223333:serverlesscache:sessions'; add the ARN of the IAM user as whom the client connects (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html)",
    holds: [
      connect(CACHE, USER),
      connect(CACHE, USER_ARN),
      connect(CACHE, UNKNOWN),
      connect(CACHE, either(USER, USER)),
      connect(CACHE, sub('<Prefix>:user:app')),
      connect(CACHE, '*'),
      policy(allow(CACHE), allow(USER, { Action: ['elasticache:C*'] })),
      policy(allow(CACHE), allow('*', { Action: '*' })),
      policy(allow(CACHE), allow(UNKNOWN)),
      policy(allow(CACHE), either(allow(USER), allow(USER))),
      policy(allow(CACHE), allow(USER, { Action: UNKNOWN })),
      policy(allow(CACHE), { Effect: 'Allow', NotAction: 'iam:*', Resource: USER }),
      policy(allow(CACHE), { Effect: 'Allow', Action: 'elasticache:Connect', NotResource: CACHE }),
      policy(allow(CACHE, { Action: 'elasticache:*' })),
      policy(allow(CACHE, { Action: 'elasticache:DescribeReplicationGroups' })),
      policy(allow(CACHE, { Effect: 'Deny' })),
      inline('AWS::IAM::Role', { Statement: allow(CACHE) }, { Statement: [allow(USER)] }),
      inline('AWS::IAM::Role', { Statement: allow(CACHE) }, UNKNOWN),
    ],
  },
  {
    id: 'connect-needs-cache',
    breaks: connect(USER, USER_ARN, `${ARN}:cluster:sessions-001`),
    message:
      "'Properties.PolicyDocument' needs the ARN of a cache beside that of the user for 'elasticache:Connect', which asks for both, got 'arn:aws:elasticache:eu-central-1:111122223333:user:sessions-app', '...'; add the ARN of the cache (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html)",
    holds: [
      connect(USER, SERVERLESS),
      connect(USER, JOINED_CACHE),
      connect(USER_ARN, UNKNOWN),
      connect(USER, { 'Fn::GetAtt': 'Serverless.ARN' }),
      connect(USER, `${ARN}:*`),
      connect(USER, `${ARN}:replication*`),
      policy(allow(USER, { Action: 'elasticache:ModifyUser' })),
      connect(`${ARN}:cluster:sessions-001`),
    ],
  },
  {
    id: 'connect-arn-form',
    breaks: connect(`${ARN}:replicationgroup/sessions`, sub('arn:aws:elasticache:x:1:user/<App>')),
    message:
      "'Properties.PolicyDocument' needs a colon between the type and the name: an ARN with a slash is that of nothing, and the connection is refused, got 'arn:aws:elasticache:eu-central-1:111122223333:replicationgroup/sessions', 'arn:aws:elasticache:x:1:user/...'; write 'arn:aws:elasticache:eu-central-1:111122223333:replicationgroup:sessions' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html)",
    holds: [
      connect(CACHE, USER),
      connect(sub('<Prefix>/sessions'), UNKNOWN),
      policy(allow([`${ARN}:user/app`], { Action: 'elasticache:ModifyUser' })),
    ],
  },
  {
    id: 'connect-arn-case',
    breaks: connect(`${ARN}:replicationgroup:Sessions`, `${ARN}:user:App*`),
    message:
      "'Properties.PolicyDocument' needs names in lower case, in which the service stores them: ARNs are compared letter by letter, got 'arn:aws:elasticache:eu-central-1:111122223333:replicationgroup:Sessions', 'arn:aws:elasticache:eu-central-1:111122223333:user:App*'; write the names in lower case (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html)",
    holds: [connect(CACHE, USER), connect(JOINED_CACHE, USER_ARN), connect(sub(`${ARN}:user:<Name>`))],
  },
  {
    id: 'connect-anything',
    breaks: policy(allow([CACHE, USER]), allow([CACHE, '*'], { Action: ['elasticache:Describe*', 'elasticache:*'] })),
    message:
      "'Properties.PolicyDocument' needs the ARNs of a cache and of a user for 'elasticache:Connect', or whoever has it is every IAM user of every cache, got '*'; name the cache and the user (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html)",
    holds: [
      connect(CACHE, USER),
      connect(`${ARN}:replicationgroup:*`, `${ARN}:user:*`),
      connect(UNKNOWN),
      policy(allow('*', { Action: '*' })),
      policy(allow('*', { Action: 'elasticache:Describe*' })),
    ],
  },
  {
    id: 'connect-condition',
    breaks: policy(allow([CACHE, USER], { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })),
    message:
      "'Properties.PolicyDocument' needs conditions that the service knows for a replication group, aws:SourceIp and aws:ResourceTag, or nobody connects, got 'aws:sourcevpc'; leave the condition out, or give serverless caches a statement of their own (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html)",
    holds: [
      policy(allow([SERVERLESS, USER], { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })),
      policy(allow([CACHE, USER], { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })),
      policy(allow([CACHE, USER], { Condition: UNKNOWN })),
      policy(allow([UNKNOWN], { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })),
    ],
  },
];
