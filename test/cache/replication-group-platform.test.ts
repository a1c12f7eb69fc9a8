import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  App,
  Aspects,
  type IPropertyInjector,
  Mixin,
  Mixins,
  NestedStack,
  PropertyInjectors,
  RemovalPolicies,
  Stack,
  Stage,
  Tags,
} from 'aws-cdk-lib/core';
import flags from 'aws-cdk-lib/recommended-feature-flags.json';
import { Construct, type IConstruct } from 'constructs';
import {
  Access,
  AccessString,
  CacheAuth,
  EngineVersion,
  IamUser,
  type IamUserProps,
  NodeType,
  ParameterGroup,
  type ParameterGroupProps,
  PasswordUser,
  type PasswordUserProps,
  Profile,
  ReplicationGroup,
  type ReplicationGroupProps,
  SubnetGroup,
  type SubnetGroupProps,
  UserGroup,
  type UserGroupProps,
} from '../../lib';
import { cacheIn, DEFAULT_IDS, ID, messageOf, network, resources, resourcesOf, stack } from './given';

const ALL_OFF = Object.fromEntries(Object.keys(flags).map((flag) => [flag, false]));

describe('the logical ids of the cache and its parts are the same', () => {
  test.each<[string, () => Stack]>([
    ['in a stack of an app', () => stack()],
    ['in a stack without an app', () => new Stack(undefined, 'Stack')],
    ['in a stack with an environment', () => stack({ account: '111111111111', region: 'eu-west-1' })],
    ['in China', () => stack({ account: '111111111111', region: 'cn-north-1' })],
    ['in AWS GovCloud', () => stack({ account: '111111111111', region: 'us-gov-west-1' })],
    ['in a Stage', () => new Stack(new Stage(new App(), 'Stage'), 'Stack')],
    ['in a nested stack', () => new NestedStack(stack(), 'Nested')],
    ['in a nested stack of a nested stack', () => new NestedStack(new NestedStack(stack(), 'Nested'), 'Inner')],
    ['with the recommended feature flags', () => new Stack(new App({ context: flags }), 'Stack')],
    ['with every feature flag off', () => new Stack(new App({ context: ALL_OFF }), 'Stack')],
    [
      'with metadata of paths',
      () => new Stack(new App({ context: { 'aws:cdk:enable-path-metadata': true } }), 'Stack'),
    ],
    ['with analytics', () => new Stack(new App({ analyticsReporting: true }), 'Stack')],
    ['with another name of the stack', () => new Stack(new App(), 'Stack', { stackName: 'shop-test' })],
  ])('%s', (_where, make) => {
    const scope = make();
    cacheIn(scope);
    const stateful = Object.keys(resources(scope)).filter((id) => id !== 'CDKMetadata');
    expect(stateful.sort()).toEqual(DEFAULT_IDS);
  });

  test('and so are their types', () => {
    expect(Object.fromEntries(DEFAULT_IDS.map((id) => [id, resourcesOf()[id].Type]))).toEqual({
      [ID.group]: 'AWS::ElastiCache::ReplicationGroup',
      [ID.subnetGroup]: 'AWS::ElastiCache::SubnetGroup',
      [ID.securityGroup]: 'AWS::EC2::SecurityGroup',
      [ID.parameterGroup]: 'AWS::ElastiCache::ParameterGroup',
      [ID.slowLog]: 'AWS::Logs::LogGroup',
      [ID.engineLog]: 'AWS::Logs::LogGroup',
      [ID.userGroup]: 'AWS::ElastiCache::UserGroup',
      [ID.user]: 'AWS::ElastiCache::User',
    });
  });
});

describe('the template of the cache', () => {
  test.each<[string, Record<string, unknown>]>([
    ['the recommended feature flags', flags],
    ['every feature flag off', ALL_OFF],
  ])('is the same with %s, apart from what the CDK makes of security groups', (_what, context) => {
    const scope = new Stack(new App({ context }), 'Stack');
    cacheIn(scope);
    expect({ ...resources(scope), [ID.securityGroup]: 0 }).toEqual({ ...resourcesOf(), [ID.securityGroup]: 0 });
  });

  test.each<[string, () => IConstruct]>([
    ['at the top', () => stack()],
    ['in a stack of another name', () => new Stack(new App(), 'Other')],
    ['in a Stage', () => new Stack(new Stage(new App(), 'Production'), 'Stack')],
    ['in a nested stack', () => new NestedStack(stack(), 'Nested')],
    ['in a nested stack of a Stage', () => new NestedStack(new Stack(new Stage(new App(), 'Beta'), 'Stack'), 'Nested')],
    ['in a construct of the caller', () => new Construct(stack(), 'Shop')],
  ])('has the same security group %s: any change of its description replaces it', (_where, make) => {
    const scope = make();
    new ReplicationGroup(scope, 'Cache', { vpc: network(scope) });
    const groups = Object.values(resources(Stack.of(scope))).filter(({ Type }) => Type === 'AWS::EC2::SecurityGroup');
    expect(groups).toEqual([resourcesOf()[ID.securityGroup]]);
    expect(groups[0].Properties.GroupDescription).toBe('Who may connect to the cache Cache');
  });

  test('works in a Stage of an app that synthesizes', () => {
    const app = new App();
    cacheIn(new Stack(new Stage(app, 'Test'), 'Stack'));
    cacheIn(new Stack(new Stage(app, 'Production'), 'Stack'));
    const stacks = app.synth().nestedAssemblies.flatMap(({ nestedAssembly }) => nestedAssembly.stacks);
    expect(stacks.map(({ stackName }) => stackName).sort()).toEqual(['Production-Stack', 'Test-Stack']);
    expect(Object.keys(stacks[0].template.Resources)).toEqual(Object.keys(stacks[1].template.Resources));
  });

  test('works in a nested stack whose parent reads the endpoint', () => {
    const scope = stack();
    const nested = new NestedStack(scope, 'Nested');
    const { endpoint } = cacheIn(nested);
    scope.exportValue(endpoint.hostname, { name: 'address' });
    expect(messageOf(() => (scope.node.root as App).synth())).toBe('no error');
  });

  test('says the development profile in the template of the nested stack', () => {
    const scope = stack();
    const nested = new NestedStack(scope, 'Nested');
    cacheIn(nested, { profile: Profile.DEV });
    expect(nested.resolve(nested.templateOptions.description)).toContain('Development profile');
    expect(scope.templateOptions.description).toBeUndefined();
  });
});

/** An injector that writes down what it saw and changes some properties. */
class Injector<P> implements IPropertyInjector {
  public readonly seen: string[] = [];

  constructor(
    public readonly constructUniqueId: string,
    private readonly change: Partial<P>,
  ) {}

  public inject<T>(original: T, { scope, id }: { scope: IConstruct; id: string }): T {
    this.seen.push(`${scope.node.path}/${id}`);
    return { ...original, ...this.change };
  }
}

describe('a property injector', () => {
  const group = (change: Partial<ReplicationGroupProps>) =>
    new Injector<ReplicationGroupProps>(ReplicationGroup.PROPERTY_INJECTION_ID, change);

  test('names the classes by these ids', () => {
    const classes = [ReplicationGroup, ParameterGroup, SubnetGroup, IamUser, PasswordUser, UserGroup];
    expect(classes.map(({ PROPERTY_INJECTION_ID }) => PROPERTY_INJECTION_ID)).toEqual([
      'cdk-cache-tier.ReplicationGroup',
      'cdk-cache-tier.ParameterGroup',
      'cdk-cache-tier.SubnetGroup',
      'cdk-cache-tier.IamUser',
      'cdk-cache-tier.PasswordUser',
      'cdk-cache-tier.UserGroup',
    ]);
  });

  test('sets the defaults of a replication group, and is told where it is', () => {
    const injector = group({ nodeType: NodeType.M7G_LARGE });
    const scope = new Stack(new App({ propertyInjectors: [injector] }), 'Stack');
    cacheIn(scope);
    expect(resources(scope)[ID.group].Properties.CacheNodeType).toBe('cache.m7g.large');
    expect(injector.seen).toEqual(['Stack/Cache']);
  });

  test('sets those of a parameter group and a subnet group, also inside a replication group', () => {
    const parameters = new Injector<ParameterGroupProps>(ParameterGroup.PROPERTY_INJECTION_ID, {
      description: 'Parameters of the platform',
    });
    const subnets = new Injector<SubnetGroupProps>(SubnetGroup.PROPERTY_INJECTION_ID, {
      description: 'Subnets of the platform',
    });
    const scope = new Stack(new App({ propertyInjectors: [parameters, subnets] }), 'Stack');
    cacheIn(scope);
    new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_8_2 });
    new SubnetGroup(scope, 'Subnets', { vpc: network(scope, undefined, 'Other') });
    expect(resources(scope)[ID.parameterGroup].Properties.Description).toBe('Parameters of the platform');
    expect(resources(scope)[ID.subnetGroup].Properties.Description).toBe('Subnets of the platform');
    expect(parameters.seen).toEqual(['Stack/Cache/ParameterGroup', 'Stack/Parameters']);
    expect(subnets.seen).toEqual(['Stack/Cache/SubnetGroup', 'Stack/Subnets']);
  });

  test('sets those of users and of a user group, also of those that a cache makes for itself', () => {
    const users = new Injector<IamUserProps>(IamUser.PROPERTY_INJECTION_ID, {
      accessString: AccessString.readOnly(),
    });
    const groups = new Injector<UserGroupProps>(UserGroup.PROPERTY_INJECTION_ID, { userGroupId: 'people' });
    const scope = new Stack(new App({ propertyInjectors: [users, groups] }), 'Stack');
    cacheIn(scope);
    const template = resources(scope);
    expect(template[ID.user].Properties.AccessString).toBe(AccessString.readOnly().value);
    expect(template[ID.userGroup].Properties.UserGroupId).toBe('people');
    expect(template[ID.group].Properties.UserGroupIds).toEqual(['people']);
    expect([...users.seen, ...groups.seen]).toEqual(['Stack/Cache/User-read-write', 'Stack/Cache/UserGroup']);
  });

  test('sets those of users with passwords, such as a key for every secret', () => {
    const scope = stack();
    const encryptionKey = new Key(scope, 'Key');
    const injector = new Injector<PasswordUserProps>(PasswordUser.PROPERTY_INJECTION_ID, { encryptionKey });
    PropertyInjectors.of(scope).add(injector);
    const client = new SecurityGroup(scope, 'Client', { vpc: network(scope, undefined, 'Other') });
    cacheIn(scope, { auth: CacheAuth.users() }).connect(client, { access: Access.READ_ONLY });
    const secret = Object.values(resources(scope)).find(({ Type }) => Type === 'AWS::SecretsManager::Secret');
    expect(secret?.Properties.KmsKeyId).toEqual(scope.resolve(encryptionKey.keyArn));
    expect(injector.seen).toEqual(['Stack/Cache/User-read-only']);
  });

  test('may choose the authentication of every cache', () => {
    const scope = new Stack(new App({ propertyInjectors: [group({ auth: CacheAuth.authToken() })] }), 'Stack');
    cacheIn(scope);
    expect(resources(scope)[ID.group].Properties).toMatchObject({ AuthToken: expect.anything() });
    expect(resources(scope)[ID.userGroup]).toBeUndefined();
  });

  test('of users is judged like the properties of the caller, and refuses the cache that makes them', () => {
    const injector = new Injector<IamUserProps>(IamUser.PROPERTY_INJECTION_ID, { userId: '1st' });
    const scope = new Stack(new App({ propertyInjectors: [injector] }), 'Stack');
    expect(messageOf(() => cacheIn(scope, { description: '' }))).toMatch(
      /^Stack\/Cache:\n {2}- 'userId' needs letters, digits and hyphens, a letter first, got "1st"[^\n]*\n {2}- 'description' needs/,
    );
  });

  test('that is nearest wins, as for the constructs of the CDK', () => {
    const scope = new Stack(new App({ propertyInjectors: [group({ port: 7000 })] }), 'Stack');
    PropertyInjectors.of(scope).add(group({ port: 7001 }));
    cacheIn(scope);
    expect(resources(scope)[ID.group].Properties.Port).toBe(7001);
  });

  test('of another class is not asked', () => {
    const other = new Injector(SecurityGroup.PROPERTY_INJECTION_ID, { description: 'Of the platform' });
    const scope = new Stack(new App(), 'Stack', { propertyInjectors: [other] });
    cacheIn(scope);
    expect(other.seen).toEqual(['Stack/Cache/SecurityGroup']);
    expect(resources(scope)[ID.group]).toEqual(resourcesOf()[ID.group]);
  });

  test('is judged like the properties of the caller', () => {
    const scope = new Stack(new App({ propertyInjectors: [group({ description: '' })] }), 'Stack');
    expect(messageOf(() => cacheIn(scope))).toContain("Stack/Cache: 'description' needs 1 to 255 characters, got 0");
  });
});

describe('what a platform team applies to a whole stack', () => {
  test('tags every resource that takes tags', () => {
    const scope = stack();
    cacheIn(scope);
    Tags.of(scope).add('team', 'shop');
    const untagged = Object.entries(resources(scope)).filter(
      ([, { Properties }]) => JSON.stringify(Properties.Tags) !== '[{"Key":"team","Value":"shop"}]',
    );
    expect(untagged.map(([id]) => id)).toEqual([]);
  });

  test('tags a resource that is excepted not at all', () => {
    const scope = stack();
    cacheIn(scope);
    Tags.of(scope).add('team', 'shop', { excludeResourceTypes: ['AWS::ElastiCache::ReplicationGroup'] });
    expect(resources(scope)[ID.group].Properties.Tags).toBeUndefined();
    expect(resources(scope)[ID.subnetGroup].Properties.Tags).toBeDefined();
  });

  test.each([
    ['destroy', 'Delete'],
    ['retain', 'Retain'],
    ['snapshot', 'Snapshot'],
  ] as const)('removal policies: %s', (policy, written) => {
    const scope = stack();
    cacheIn(scope);
    RemovalPolicies.of(scope)[policy]({ applyToResourceTypes: ['AWS::ElastiCache::ReplicationGroup'] });
    const { DeletionPolicy, UpdateReplacePolicy } = resources(scope)[ID.group];
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual([written, written]);
  });

  test.each([
    ['destroy', 'Delete'],
    ['retain', 'Retain'],
  ] as const)('removal policies of everything: %s', (policy, written) => {
    const scope = stack();
    cacheIn(scope);
    RemovalPolicies.of(scope)[policy]();
    const policies = Object.values(resources(scope)).map(({ DeletionPolicy }) => DeletionPolicy);
    expect([...new Set(policies)]).toEqual([written]);
  });

  test('Mixins of the app, on the L1s that they support', () => {
    class Tiny extends Mixin {
      public override supports(construct: IConstruct): boolean {
        return CfnReplicationGroup.isCfnReplicationGroup(construct);
      }

      public applyTo(construct: IConstruct): void {
        (construct as CfnReplicationGroup).cacheNodeType = 'cache.t4g.small';
      }
    }
    const scope = stack();
    cacheIn(scope);
    Mixins.of(scope.node.root).apply(new Tiny());
    expect(resources(scope)[ID.group].Properties.CacheNodeType).toBe('cache.t4g.small');
  });

  test('Aspects that see every construct of the cache', () => {
    const scope = stack();
    cacheIn(scope);
    const seen: string[] = [];
    Aspects.of(scope).add({ visit: ({ node }) => void seen.push(node.path) });
    resources(scope);
    expect(seen).toEqual(
      expect.arrayContaining([
        'Stack/Cache',
        'Stack/Cache/Resource',
        'Stack/Cache/SubnetGroup/Resource',
        'Stack/Cache/SecurityGroup/Resource',
        'Stack/Cache/ParameterGroup/Resource',
        'Stack/Cache/SlowLog',
        'Stack/Cache/EngineLog',
        'Stack/Cache/UserGroup/Resource',
        'Stack/Cache/User-read-write/Resource',
      ]),
    );
  });
});
