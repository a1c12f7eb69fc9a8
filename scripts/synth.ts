// `npm run synth`: makes every stack of the app, checks it, and says in a table what was made and where.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_RULES } from '../lib/rules/tables';
import { checkTemplate, isTemplate } from '../lib/rules/template';

const OUT = 'cdk.out';
/** A cluster of one node of Valkey or Redis OSS counts too, although nothing here makes one. */
const CACHES = ['AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::CacheCluster'];

// A template of an earlier app would stay, and be deployed or reviewed by mistake.
rmSync(OUT, { recursive: true, force: true });
const { status } = spawnSync('npx', ['cdk', 'synth', '--quiet', '--output', OUT, ...process.argv.slice(2)], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status !== 0) process.exit(status ?? 1);

const { artifacts } = readJson(join(OUT, 'manifest.json')) as { artifacts: { [name: string]: Artifact } };
const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
const rows = stacks.map(([name, { environment, properties }]) => {
  const path = join(OUT, properties?.templateFile ?? '');
  const template = readJson(path);
  if (!isTemplate(template)) throw new Error(`${path} has no resources`);
  const types = Object.values(template.Resources).map(({ Type }) => String(Type));
  const findings = checkTemplate(template);
  return {
    stack: name,
    environment: environment?.replace('aws://', '').replaceAll(/unknown-(account|region)/g, 'any') ?? '',
    resources: String(types.length),
    caches: String(types.filter((type) => CACHES.includes(type)).length),
    databases: String(Object.values(template.Resources).filter(isDatabase).length),
    errors: String(findings.filter(({ level }) => level === 'error').length),
    warnings: String(findings.filter(({ level }) => level === 'warning').length),
    template: path,
  };
});
printTable(rows);
const validator = process.env.CDK_VALIDATION === 'false' ? '' : ' and by the CloudFormation validator of aws-cdk-lib';
console.log(`Checked by ${ALL_RULES.length} rules of this library${validator}.`);
console.log(`Deploy with: npx cdk deploy ${rows[0]?.stack ?? '<Stack>'}`);

/** An instance of a cluster is a part of that one database. */
function isDatabase({ Type, Properties }: { readonly Type?: unknown; readonly Properties?: unknown }): boolean {
  const { DBClusterIdentifier: cluster } = (Properties ?? {}) as { readonly DBClusterIdentifier?: unknown };
  return Type === 'AWS::RDS::DBCluster' || (Type === 'AWS::RDS::DBInstance' && cluster === undefined);
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly properties?: { readonly templateFile?: string };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function printTable(lines: readonly { readonly [column: string]: string }[]): void {
  const columns = Object.keys(lines[0] ?? {});
  const widths = columns.map((column) => Math.max(column.length, ...lines.map((line) => line[column].length)));
  const print = (cells: readonly string[]) =>
    console.log(
      cells
        .map((cell, index) => cell.padEnd(widths[index]))
        .join('  ')
        .trimEnd(),
    );
  print(columns);
  for (const line of lines) print(columns.map((column) => line[column]));
}
