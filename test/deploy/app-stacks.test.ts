import { synthesize } from './emulator/cdk';
import { app } from './lifecycle/app';
import { assemble } from './lifecycle/assembly';
import { takeThroughTheirLife } from './lifecycle/lifecycle';
import { type ExistingNetwork, existingNetwork } from './lifecycle/network';

/** What `CacheInFrontOf` asks for where the context does not say it. */
const options: string[] = [];

/** The context of `bin/app.ts`: every stack in each way, side by side as environments. */
let cacheTier: object;

takeThroughTheirLife({
  options,
  prepare: async (clients) => {
    const { vpc, subnets, securityGroups, secretArn } = await existingNetwork(clients);
    const asked = {
      VpcId: vpc,
      SubnetA: subnets[0],
      SubnetB: subnets[1],
      DatabaseEndpoint: 'orders.example.com',
      DatabaseSecurityGroupId: securityGroups[0],
      DatabaseSecretArn: secretArn,
    };
    for (const [name, value] of Object.entries(asked)) {
      options.push('--parameters', `CacheInFrontOf-plain:${name}=${value}`);
    }
    cacheTier = { environments: environments({ vpc, subnets, securityGroups, secretArn }) };
  },
  // As it stands, by the program; edited, in this process, which is faster: the guard compares the two.
  assemble: async (edits) =>
    edits.length === 0 ? synthesize('bin/app.ts', { cacheTier }) : assemble(app(cacheTier), edits),
});

function environments({ vpc, subnets, securityGroups, secretArn }: ExistingNetwork): object {
  const inFront = (application: string) => ({
    application,
    database: { endpoint: 'orders.example.com', securityGroupId: securityGroups[0], secretArn },
  });
  const network = { vpcId: vpc, subnetIds: subnets };
  const withApplication = (application: string) => ({
    cachedDatabase: { application },
    cacheInFrontOf: { ...inFront(application), network },
    sessionStore: { application },
    leaderboard: { application },
  });
  return {
    plain: {},
    dev: { profile: 'dev', stacks: ['CachedDatabase', 'SessionStore'] },
    // Each application on each platform, and each platform in a network of its own and in one that exists.
    lambda: { ...withApplication('lambda'), stacks: ['CachedDatabase', 'CacheInFrontOf', 'Leaderboard'] },
    fargate: { ...withApplication('fargate'), stacks: ['CachedDatabase', 'SessionStore'] },
    aurora: {
      stacks: ['CachedDatabase'],
      cachedDatabase: { database: { engine: 'aurora-postgres', proxy: true } },
    },
  };
}
