import { App, Tags, Validations } from 'aws-cdk-lib/core';
import { CachePolicy } from '../lib/policy/cache-policy';
import { readConfigs } from '../lib/stacks/cache-config';
import { CacheStack } from '../lib/stacks/cache-stack';

const app = new App();
Validations.of(app).addPlugins(new CachePolicy());

for (const { environment, env, config } of readConfigs(app.node.getAllContext())) {
  const id = environment === undefined ? 'CacheStack' : `CacheStack-${environment}`;
  const stack = new CacheStack(app, id, { env, config });
  Tags.of(stack).add('cdk-cache-tier', id);
}
