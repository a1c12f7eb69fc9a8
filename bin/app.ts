import { App, Tags, Validations } from 'aws-cdk-lib/core';
import { CachePolicy } from '../lib/policy/cache-policy';
import { InvalidCacheError } from '../lib/policy/invalid-cache-error';
import { readConfigs } from '../lib/stacks/cache-config';
import { CacheStack } from '../lib/stacks/cache-stack';

const app = new App();
Validations.of(app).addPlugins(new CachePolicy());

try {
  for (const { environment, env, config } of readConfigs(app.node.getAllContext())) {
    const id = environment === undefined ? 'CacheStack' : `CacheStack-${environment}`;
    const stack = new CacheStack(app, id, { env, config });
    Tags.of(stack).add('cdk-cache-tier', id);
  }
} catch (error) {
  if (!(error instanceof InvalidCacheError)) throw error;
  // The message says what to correct; where in our code it was thrown would only hide it.
  console.error(error.message);
  process.exit(1);
}
