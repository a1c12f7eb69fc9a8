import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Profile } from '../../lib/cache/profile';
import { FargateSize } from '../../lib/self-managed/fargate-size';
import { SaslMemcached } from '../../lib/self-managed/sasl-memcached';
import type { SaslMemcachedProps } from '../../lib/self-managed/sasl-memcached-props';

function templateOf(props: Partial<SaslMemcachedProps>): Template {
  const stack = new Stack(new App(), 'Stack');
  new SaslMemcached(stack, 'Cache', { vpc: new Vpc(stack, 'Vpc', { natGateways: 1 }), ...props }).addRotation({
    every: Duration.days(30),
    logRetention: RetentionDays.ONE_DAY,
  });
  return Template.fromStack(stack);
}

/** What a profile decides: nodes, size, what becomes of logs, and what the stack is said to be. */
function decided(template: Template) {
  const [{ Properties }] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  const logs = Object.values(template.findResources('AWS::Logs::LogGroup'));
  return {
    says: template.toJSON().Description,
    nodes: Object.keys(template.findResources('AWS::ECS::Service')).length,
    size: [Properties.Cpu, Properties.Memory],
    logs: logs.map(({ Properties: { RetentionInDays }, DeletionPolicy }) => [RetentionInDays, DeletionPolicy]),
  };
}

const NOTE = 'Development profile, destroyed with the stack: Stack/Cache';

test.each<[string, Partial<SaslMemcachedProps>, object]>([
  [
    'production',
    {},
    { says: undefined, nodes: 2, size: ['1024', '4096'], logs: [365, 1].map((days) => [days, 'Retain']) },
  ],
  [
    'dev',
    { profile: Profile.DEV },
    { says: NOTE, nodes: 1, size: ['256', '512'], logs: [7, 1].map((days) => [days, 'Delete']) },
  ],
  [
    'dev, where nothing is left to it',
    {
      profile: Profile.DEV,
      nodes: 3,
      size: FargateSize.of(512, 1024),
      logRetention: RetentionDays.ONE_MONTH,
      logRemovalPolicy: RemovalPolicy.RETAIN,
    },
    { says: NOTE, nodes: 3, size: ['512', '1024'], logs: [30, 1].map((days) => [days, 'Retain']) },
  ],
])('the profile is %s', (_, props, expected) => {
  expect(decided(templateOf(props))).toEqual(expected);
});
