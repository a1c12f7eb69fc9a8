import {
  App,
  Duration,
  type InjectionContext,
  type IPropertyInjector,
  PropertyInjectors,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  Backup,
  CachePolicy,
  CacheRules,
  Durability,
  EngineVersion,
  ReplicationGroup,
  type ReplicationGroupProps,
  Topology,
} from 'cdk-cache-tier';

/** What a platform team decides for every cache of an app: backups for 35 days, unless a team says otherwise. */
class CacheDefaults implements IPropertyInjector {
  public readonly constructUniqueId = ReplicationGroup.PROPERTY_INJECTION_ID;

  public inject(props: ReplicationGroupProps, _context: InjectionContext): ReplicationGroupProps {
    return { backup: Backup.daily({ retention: Duration.days(35) }), ...props };
  }
}

/** Defaults, a policy for every cache of the app (those made without this library too), and one rule that is lowered. */
export function platformDefaults(): App {
  const app = new App();
  PropertyInjectors.of(app).add(new CacheDefaults());
  Validations.of(app).addPlugins(new CachePolicy());
  const stack = new Stack(app, 'PlatformDefaults');
  CacheRules.of(stack).lower({ id: 'durability-engine', reason: 'AWS enabled it for our account: case 1234.' });
  const vpc = new Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  new ReplicationGroup(stack, 'Cache', {
    vpc,
    engine: EngineVersion.VALKEY_8_2,
    topology: Topology.clusterMode({ shards: 2 }),
    durability: Durability.ASYNC,
  });
  return app;
}

if (require.main === module) platformDefaults().synth();
