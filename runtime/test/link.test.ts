import {
  AuthKind,
  DEFAULT_CONNECTION,
  DEFAULT_DATABASE_CONNECTION,
  DEFAULT_LEADERBOARD_CONNECTION,
  DEFAULT_SESSIONS_CONNECTION,
  InvalidationKind,
  KeySpace,
  LINK_VERSION,
  type Link,
  LinkError,
  LinkField,
  linkEnvironment,
  linkFlag,
  linkParameterName,
  linkVariable,
  parseLink,
  RotationVariable,
  readLink,
  SECRET_PASSWORD,
} from 'cache-tier/link';

const WHOLE: Link = Object.fromEntries(Object.values(LinkField).map((field) => [field, `the ${field}`]));

describe('what both sides agree on, for ever', () => {
  test('names and values of fields', () => {
    expect(LinkField).toEqual({
      VERSION: 'version',
      ENGINE: 'engine',
      ENDPOINT: 'endpoint',
      READER_ENDPOINT: 'reader-endpoint',
      PORT: 'port',
      TLS: 'tls',
      CLUSTER_MODE: 'cluster-mode',
      AUTH: 'auth',
      USER: 'user',
      SECRET_ARN: 'secret-arn',
      SECRET_FIELD: 'secret-field',
      KEY_PREFIX: 'key-prefix',
      ARN: 'arn',
      SECURITY_GROUP: 'security-group',
      DATABASE: 'database',
      RULES: 'rules',
      INVALIDATION: 'invalidation',
      TTL: 'ttl',
      MAX_TTL: 'max-ttl',
      NODES: 'nodes',
    });
    expect(InvalidationKind).toEqual({ TTL: 'ttl', WRITES: 'writes' });
    expect(KeySpace).toEqual({ SESSIONS: 'session:', BOARDS: 'board:', SETS: 'set:' });
    expect([DEFAULT_DATABASE_CONNECTION, DEFAULT_SESSIONS_CONNECTION, DEFAULT_LEADERBOARD_CONNECTION]).toEqual([
      'database',
      'sessions',
      'leaderboard',
    ]);
    expect(AuthKind).toEqual({
      IAM: 'iam',
      AUTH_TOKEN: 'auth-token',
      PASSWORD: 'password',
      SASL: 'sasl',
      ASCII: 'ascii',
      NONE: 'none',
    });
    expect([LINK_VERSION, DEFAULT_CONNECTION, SECRET_PASSWORD]).toEqual([1, 'cache', 'password']);
  });

  test('variables', () => {
    expect(linkEnvironment('cache', WHOLE)).toEqual({
      CACHE_TIER_CACHE_VERSION: 'the version',
      CACHE_TIER_CACHE_ENGINE: 'the engine',
      CACHE_TIER_CACHE_ENDPOINT: 'the endpoint',
      CACHE_TIER_CACHE_READER_ENDPOINT: 'the reader-endpoint',
      CACHE_TIER_CACHE_PORT: 'the port',
      CACHE_TIER_CACHE_TLS: 'the tls',
      CACHE_TIER_CACHE_CLUSTER_MODE: 'the cluster-mode',
      CACHE_TIER_CACHE_AUTH: 'the auth',
      CACHE_TIER_CACHE_USER: 'the user',
      CACHE_TIER_CACHE_SECRET_ARN: 'the secret-arn',
      CACHE_TIER_CACHE_SECRET_FIELD: 'the secret-field',
      CACHE_TIER_CACHE_KEY_PREFIX: 'the key-prefix',
      CACHE_TIER_CACHE_ARN: 'the arn',
      CACHE_TIER_CACHE_SECURITY_GROUP: 'the security-group',
      CACHE_TIER_CACHE_DATABASE: 'the database',
      CACHE_TIER_CACHE_RULES: 'the rules',
      CACHE_TIER_CACHE_INVALIDATION: 'the invalidation',
      CACHE_TIER_CACHE_TTL: 'the ttl',
      CACHE_TIER_CACHE_MAX_TTL: 'the max-ttl',
      CACHE_TIER_CACHE_NODES: 'the nodes',
    });
    expect(linkVariable('hot-keys', LinkField.PORT)).toBe('CACHE_TIER_HOT_KEYS_PORT');
  });

  test('the variables of functions that rotate', () => {
    expect(Object.entries(RotationVariable).map(([name, value]) => name === value)).not.toContain(false);
    expect(Object.keys(RotationVariable)).toEqual(
      expect.arrayContaining([
        'SECRET_ARN',
        'SECRET_FIELD',
        'REPLICATION_GROUP_ID',
        'USER_ID',
        'USER_NAME',
        'ENDPOINT',
        'PORT',
        'RETIRE_PREVIOUS',
      ]),
    );
  });

  test('the name of a parameter', () => {
    expect(linkParameterName('Shop/Fleet', 'cache')).toBe('/cache-tier/Shop/Fleet/cache');
  });
});

describe('a link is read from an environment', () => {
  test('as it was written', () => {
    expect(readLink('hot-keys', { ...linkEnvironment('hot-keys', WHOLE), OTHER: '1' })).toEqual(WHOLE);
  });

  test('of several, by its name', () => {
    const environment = {
      ...linkEnvironment('a', { version: '1', endpoint: 'a.example' }),
      ...linkEnvironment('b', { version: '1', endpoint: 'b.example', port: '7000' }),
    };
    expect(readLink('a', environment)).toEqual({ version: '1', endpoint: 'a.example' });
    expect(readLink('b', environment)).toEqual({ version: '1', endpoint: 'b.example', port: '7000' });
  });

  test('as nothing, if there is nothing of that name', () => {
    expect(readLink('cache', {})).toBeUndefined();
    expect(readLink('cache', { CACHE_TIER_CACHE_ENDPOINT: '' })).toBeUndefined();
    expect(readLink('cache', linkEnvironment('cache-reader', { version: '1', endpoint: 'a.example' }))).toBeUndefined();
  });

  test('without empty values', () => {
    expect(readLink('cache', { CACHE_TIER_CACHE_ENDPOINT: 'a.example', CACHE_TIER_CACHE_USER: '' })).toEqual({
      endpoint: 'a.example',
    });
  });

  test('and refused without an endpoint', () => {
    const read = () => readLink('hot-keys', { CACHE_TIER_HOT_KEYS_VERSION: '1' });
    expect(read).toThrow(LinkError);
    expect(read).toThrow(
      new LinkError('a link needs an endpoint, but the variable CACHE_TIER_HOT_KEYS_ENDPOINT is not set'),
    );
  });
});

describe('a link is read from a parameter', () => {
  test('as it was written', () => {
    expect(parseLink(JSON.stringify(WHOLE))).toEqual(WHOLE);
  });

  test.each([
    ['', 'a link needs to be a JSON object'],
    ['{', 'a link needs to be a JSON object'],
    ['null', 'a link needs to be a JSON object'],
    ['[]', 'a link needs to be a JSON object'],
    ['"text"', 'a link needs to be a JSON object'],
    ['{}', "a link needs an endpoint, but the field 'endpoint' is not set"],
    ['{"endpoint":""}', "a link needs an endpoint, but the field 'endpoint' is not set"],
    ['{"endpoint":"a.example","port":6379}', "the field 'port' of a link needs to be a text"],
  ])('and refused: %s', (json, message) => {
    expect(() => parseLink(json)).toThrow(LinkError);
    expect(() => parseLink(json)).toThrow(expect.objectContaining({ message }));
  });

  test('with an error that can be told from others, and says what it came from', () => {
    const error = (() => {
      try {
        return parseLink('{');
      } catch (caught) {
        return caught as LinkError;
      }
    })();
    expect(error).toMatchObject({ name: 'LinkError', code: 'ERR_CACHE_TIER_LINK', cause: expect.any(SyntaxError) });
  });
});

test('a flag says true or false; what says neither, such as TLS by `yes`, is no connection in the clear', () => {
  const links: Link[] = [{ tls: 'true' }, { tls: 'false' }, {}];
  expect(links.map((link) => linkFlag(link, LinkField.TLS))).toEqual([true, false, false]);
  for (const [tls, got] of [
    ['yes', '"yes"'],
    [true as never, 'true'],
  ] as const) {
    const message = `the field 'tls' of a link needs to be 'true' or 'false', got ${got}`;
    expect(() => linkFlag({ tls }, LinkField.TLS)).toThrow(new LinkError(message));
  }
});

describe('an application of today reads what a newer construct writes', () => {
  const newer = { ...WHOLE, version: '7', 'cluster-map': 'new', 'max-connections': { per: 'node' } };

  test('from an environment', () => {
    const environment = {
      ...linkEnvironment('cache', WHOLE),
      CACHE_TIER_CACHE_VERSION: '7',
      CACHE_TIER_CACHE_NEW: '1',
    };
    expect(readLink('cache', environment)).toEqual({ ...WHOLE, version: '7' });
  });

  test('from a parameter', () => {
    expect(parseLink(JSON.stringify(newer))).toEqual({ ...WHOLE, version: '7' });
  });
});
