import { App, Tags } from 'aws-cdk-lib/core';
import { readStacks } from '../../../lib/stacks/app-stacks';
import { TO_THE_CLI } from '../emulator/cdk';

const { context } = require('../../../cdk.json');

/** What `bin/app.ts` makes of this context, in this process: to start the program takes longer than to synthesize. */
export function app(cacheTier: object): App {
  const made = new App({ context: { ...TO_THE_CLI, ...context, cacheTier } });
  for (const { id, make } of readStacks(made.node.getAllContext())) Tags.of(make(made)).add('cdk-cache-tier', id);
  return made;
}
