import { App, Tags, Validations } from 'aws-cdk-lib/core';
import { CachePolicy } from '../lib/policy/cache-policy';
import { InvalidCacheError } from '../lib/policy/invalid-cache-error';
import { readStacks } from '../lib/stacks/app-stacks';

const app = new App();
Validations.of(app).addPlugins(new CachePolicy());

try {
  for (const { id, make } of readStacks(app.node.getAllContext())) {
    Tags.of(make(app)).add('cdk-cache-tier', id);
  }
} catch (error) {
  if (!(error instanceof InvalidCacheError)) throw error;
  // The message says what to correct; where in our code it was thrown would only hide it.
  console.error(error.message);
  process.exit(1);
}
