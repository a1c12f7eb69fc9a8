import { App, Duration, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Leaderboard } from 'cdk-cache-tier';

/** Boards of a season, which have no other copy: a score is in two zones before it counts, and none is ever evicted. */
export function leaderboard(): App {
  const app = new App();
  const stack = new Stack(app, 'Leaderboard');
  const vpc = new Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  const boards = new Leaderboard(stack, 'Boards', { vpc, maxTtl: Duration.days(90) });

  const game = new LambdaFunction(stack, 'Game', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => process.env.CACHE_TIER_LEADERBOARD_ENDPOINT;'),
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    allowAllOutbound: false,
  });
  boards.connect(game);
  return app;
}

if (require.main === module) leaderboard().synth();
