import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib/core';
import { assembleAll, merge } from './lifecycle/assembly';
import { takeThroughTheirLife } from './lifecycle/lifecycle';
import { existingNetwork } from './lifecycle/network';

const FOLDER = join(__dirname, '../../examples');

/** Every file of the folder: a new example is deployed without a word here. */
const EXAMPLES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace('.ts', ''));

/** What an example names by its id, and has to be there. */
let ids: { [written: string]: string } = {};

takeThroughTheirLife({
  prepare: async (clients) => {
    const { vpc, subnets, securityGroups } = await existingNetwork(clients);
    ids = {
      'vpc-0123456789abcdef0': vpc,
      'subnet-0123456789abcdef0': subnets[0],
      'subnet-0123456789abcdef1': subnets[1],
      'sg-0123456789abcdef0': securityGroups[0],
      'sg-0123456789abcdef1': securityGroups[1],
    };
    await clients.cache('CreateSnapshot', { SnapshotName: 'orders-before-the-migration' });
  },
  assemble: async (edits) =>
    merge(assembleAll(Object.fromEntries(EXAMPLES.map((name) => [name, () => example(name)])), edits), ids),
});

/** The app of an example: its file exports a function of its name, which may be told a step to start with. */
function example(name: string): App {
  const make = require(join(FOLDER, name))[name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())];
  return make(...(make.length > 0 ? ['disabled'] : []));
}
