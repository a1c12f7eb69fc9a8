import { type RunningServer, startServer } from '../servers/redis-server';
import { signIn } from '../servers/sign-in';
import { type Duplicates, ElastiCacheStandIn, type Parameters } from './elasticache-stand-in';
import { SecretsStandIn } from './secrets-stand-in';
import { ServiceError } from './service-error';

/** The error by which a call is refused. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof ServiceError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

const [OLD, NEW, OTHER] = ['old', 'new', 'other'].map((name) => name.padEnd(32, '-'));

describe('Secrets Manager', () => {
  let secrets: SecretsStandIn;
  const call = (action: string, input: object) => secrets.answer(action, { SecretId: secrets.arn, ...input });
  beforeEach(() => {
    secrets = new SecretsStandIn();
    secrets.versions = {
      [OLD]: { text: 'old text', stages: ['AWSCURRENT'] },
      [NEW]: { text: 'new text', stages: ['AWSPENDING', 'Mine'] },
      [OTHER]: { stages: [] },
    };
  });

  test.each([
    ['DescribeSecret', { SecretId: 'another' }, 'ResourceNotFoundException: no such secret'],
    ['GetRandomPassword', {}, 'AccessDeniedException: not authorized to perform secretsmanager:GetRandomPassword'],
    ['GetSecretValue', { VersionId: 'none' }, "ResourceNotFoundException: can't find the specified secret value"],
    ['GetSecretValue', { VersionId: OTHER }, "ResourceNotFoundException: can't find the specified secret value"],
    [
      'GetSecretValue',
      { VersionId: OLD, VersionStage: 'AWSPENDING' },
      "ResourceNotFoundException: can't find the specified secret value",
    ],
    ['PutSecretValue', { ClientRequestToken: NEW }, 'InvalidParameterException: invalid SecretString'],
    [
      'PutSecretValue',
      { ClientRequestToken: 'short', SecretString: 'x' },
      'InvalidParameterException: invalid ClientRequestToken',
    ],
    [
      'PutSecretValue',
      { ClientRequestToken: NEW, SecretString: 'x' },
      'ResourceExistsException: the version has another value already',
    ],
    ['PutSecretValue', { ClientRequestToken: NEW, SecretString: 'new text' }, 'accepted'],
    ['UpdateSecretVersionStage', { MoveToVersionId: NEW }, 'InvalidParameterException: invalid VersionStage'],
    [
      'UpdateSecretVersionStage',
      { VersionStage: 'Mine', MoveToVersionId: 'none' },
      'ResourceNotFoundException: no version none',
    ],
    [
      'UpdateSecretVersionStage',
      { VersionStage: 'AWSCURRENT', MoveToVersionId: NEW },
      `InvalidParameterException: invalid RemoveFromVersionId: AWSCURRENT is on ${OLD}`,
    ],
    [
      'UpdateSecretVersionStage',
      { VersionStage: 'AWSCURRENT', MoveToVersionId: NEW, RemoveFromVersionId: OTHER },
      `InvalidParameterException: invalid RemoveFromVersionId: AWSCURRENT is on ${OLD}`,
    ],
    [
      'UpdateSecretVersionStage',
      { VersionStage: 'Unused', MoveToVersionId: NEW, RemoveFromVersionId: OLD },
      'InvalidParameterException: invalid RemoveFromVersionId: Unused is on undefined',
    ],
    [
      'UpdateSecretVersionStage',
      { VersionStage: 'AWSCURRENT', RemoveFromVersionId: OLD },
      'InvalidParameterException: invalid MoveToVersionId',
    ],
    [
      'UpdateSecretVersionStage',
      { VersionStage: 'AWSCURRENT', MoveToVersionId: OTHER, RemoveFromVersionId: OLD },
      'InvalidParameterException: invalid MoveToVersionId: no value',
    ],
    ['UpdateSecretVersionStage', { VersionStage: 'Unused', MoveToVersionId: OLD }, 'accepted'],
  ])('%s %j: %s', (action, input, answer) => {
    expect(refusal(() => call(action, input))).toBe(answer);
  });

  test('AWSPREVIOUS follows AWSCURRENT, and versions without labels are not listed', () => {
    call('UpdateSecretVersionStage', { VersionStage: 'AWSCURRENT', MoveToVersionId: NEW, RemoveFromVersionId: OLD });
    expect(call('DescribeSecret', {})).toMatchObject({
      VersionIdsToStages: { [OLD]: ['AWSPREVIOUS'], [NEW]: ['AWSPENDING', 'Mine', 'AWSCURRENT'] },
    });
  });

  test('AWSPENDING moves to a new version, and to the one that RotateSecret announces', () => {
    call('PutSecretValue', { ClientRequestToken: OTHER, SecretString: 'x', VersionStages: ['AWSPENDING'] });
    expect([secrets.holder('AWSPENDING'), secrets.holder('Mine')]).toEqual([OTHER, NEW]);
    expect(refusal(() => secrets.announce())).toMatch('InvalidRequestException: a previous rotation is not complete');
    secrets.callOff();
    const announced = secrets.announce();
    expect([secrets.holder('AWSPENDING'), secrets.text('AWSPENDING')]).toEqual([announced, undefined]);
  });
});

describe('ElastiCache', () => {
  let server: RunningServer;
  let elasticache: ElastiCacheStandIn;
  beforeAll(async () => {
    server = await startServer();
    elasticache = new ElastiCacheStandIn(server);
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    elasticache.duplicates = 'counted';
    await elasticache.holdTokens(OLD, NEW);
    await elasticache.holdPasswords(OLD);
  });

  const modify = (token: string, strategy = 'ROTATE', more: Parameters = {}) => {
    const change = { AuthToken: token, AuthTokenUpdateStrategy: strategy, ApplyImmediately: 'true', ...more };
    return elasticache.answer('ModifyReplicationGroup', { ReplicationGroupId: 'group', ...change });
  };
  const modifyUser = (passwords: readonly string[], more: Parameters = {}) => {
    const members = passwords.map((password, index) => [`AuthenticationMode.Passwords.member.${index + 1}`, password]);
    const mode = { 'AuthenticationMode.Type': 'password', ...Object.fromEntries(members) };
    return elasticache.answer('ModifyUser', { UserId: 'user', ...mode, ...more });
  };

  test.each<[string, () => unknown, string]>([
    [
      'another group',
      () => modify(OTHER, 'ROTATE', { ReplicationGroupId: 'g' }),
      'ReplicationGroupNotFoundFault: no g',
    ],
    [
      'a change for later',
      () => modify(OTHER, 'ROTATE', { ApplyImmediately: 'false' }),
      'InvalidParameterCombination: needs ApplyImmediately',
    ],
    ['a short token', () => modify('short'), 'InvalidParameterValue: Invalid AuthToken provided.'],
    ['a token with @', () => modify(OTHER.replace('-', '@')), 'InvalidParameterValue: Invalid AuthToken provided.'],
    ['no strategy', () => modify(OTHER, ''), 'InvalidParameterValue: Invalid AuthTokenUpdateStrategy'],
    ['DELETE', () => modify(OTHER, 'DELETE'), 'InvalidParameterValue: Invalid AuthTokenUpdateStrategy'],
    ['SET of a new token', () => modify(OTHER, 'SET'), 'InvalidParameterValue: SET is allowed only after ROTATE'],
    ['SET of the older token', () => modify(OLD, 'SET'), 'InvalidParameterValue: SET is allowed only after ROTATE'],
    ['SET of the token of the last ROTATE', () => modify(NEW, 'SET'), 'accepted'],
    ['a second change', () => [modify(OTHER), modify(OTHER)], 'InvalidReplicationGroupState: the group is modifying'],
    ['another user', () => modifyUser([OLD], { UserId: 'u' }), 'UserNotFound: no u'],
    ['no password', () => modifyUser([]), 'InvalidParameterValue: a user has one or two passwords that differ'],
    [
      'three passwords',
      () => modifyUser([OLD, NEW, OTHER]),
      'InvalidParameterValue: a user has one or two passwords that differ',
    ],
    [
      'one password twice',
      () => modifyUser([OLD, OLD]),
      'InvalidParameterValue: a user has one or two passwords that differ',
    ],
    [
      'a password with a comma',
      () => modifyUser([OLD.replace('-', ',')]),
      'InvalidParameterValue: Invalid password provided.',
    ],
    ['a short password', () => modifyUser(['short']), 'InvalidParameterValue: Invalid password provided.'],
    ['another type', () => modifyUser([OLD], { 'AuthenticationMode.Type': 'iam' }), 'InvalidParameterValue: Type'],
    [
      'a second change of a user',
      () => [modifyUser([OLD]), modifyUser([NEW])],
      'InvalidUserState: the user is modifying',
    ],
    [
      'another action',
      () => elasticache.answer('DeleteUser', {}),
      'AccessDenied: not authorized to perform elasticache:DeleteUser',
    ],
  ])('%s', (_, call, answer) => {
    expect(refusal(call)).toBe(answer);
  });

  const accepted = async () => {
    const answers = await Promise.all([OLD, NEW, OTHER].map((token) => signIn(server, token)));
    return [OLD, NEW, OTHER].filter((_, index) => answers[index] === '+OK');
  };

  test('a change reaches the server while the group is modifying', async () => {
    modify(OTHER);
    expect(elasticache.answer('DescribeReplicationGroups', { ReplicationGroupId: 'group' })).toMatch(
      /<Status>modifying<.*<AuthTokenStatus>ROTATING</,
    );
    expect(await accepted()).toContain(NEW);
    await elasticache.idle();
    expect(await accepted()).toEqual([NEW, OTHER]);
    modify(OTHER, 'SET');
    await elasticache.idle();
    expect(await accepted()).toEqual([OTHER]);
  });

  test.each<[Duplicates, string, readonly string[]]>([
    ['counted', NEW, [NEW, NEW]],
    ['counted', OLD, [NEW, OLD]],
    ['moved', NEW, [OLD, NEW]],
    ['moved', OLD, [NEW, OLD]],
    ['ignored', OLD, [OLD, NEW]],
    ['refused', OLD, [OLD, NEW]],
  ])('a token that the group has already is %s: %s', async (duplicates, token, tokens) => {
    elasticache.duplicates = duplicates;
    expect(refusal(() => modify(token)) === 'accepted').toBe(duplicates !== 'refused');
    await elasticache.idle();
    expect(elasticache.group.tokens).toEqual(tokens);
    expect((await accepted()).sort()).toEqual([...new Set(tokens)].sort());
  });

  test('a user has the passwords of the last list, and no others', async () => {
    modifyUser([NEW, OTHER]);
    await elasticache.idle();
    const answers = await Promise.all([OLD, NEW, OTHER].map((password) => signIn(server, password, 'reader')));
    expect(answers.map((answer) => answer === '+OK')).toEqual([false, true, true]);
    expect(elasticache.answer('DescribeUsers', { UserId: 'user' })).toMatch('<PasswordCount>2<');
  });
});
