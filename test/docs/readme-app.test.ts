import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import type { App } from 'aws-cdk-lib/core';
import { transformSync } from 'esbuild';
import { blocksOf, isOfApplication } from './documents';

test('the blocks of the README, one after the other, are one app', () => {
  const scope: { [name: string]: unknown } = {};
  for (const { text, language } of blocksOf('README.md')) {
    if (language !== 'ts' || isOfApplication(text)) continue;
    const names = [...text.matchAll(/^const (\w+)/gm)].map(([, name]) => name);
    const { code } = transformSync(text, { loader: 'ts', format: 'cjs' });
    const run = new Function('require', ...Object.keys(scope), `${code}\nreturn { ${names.join(', ')} };`);
    Object.assign(scope, run(require, ...Object.values(scope)));
    scope.existing ??= existingDatabase(scope.vpc as Vpc);
  }
  expect(Object.keys(scope)).toEqual(expect.arrayContaining(['cache', 'api', 'orders', 'pages']));
  expect(() => (scope.app as App).synth()).not.toThrow();
});

/** The database that a block declares as one that is there. */
function existingDatabase(vpc: Vpc): DatabaseInstance {
  const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
  return new DatabaseInstance(vpc, 'Existing', { vpc, engine, vpcSubnets: { subnets: vpc.isolatedSubnets } });
}
