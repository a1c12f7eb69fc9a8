// Writes docs/rules.md from the rule tables; a test holds the two together.
import { writeFileSync } from 'node:fs';
import { CONNECT_POLICY_RULES } from '../lib/rules/connect-policy-rules';
import { ROTATION_SCHEDULE_RULES } from '../lib/rules/rotation-schedule-rules';
import type { Rule, Subject } from '../lib/rules/rule';
import { SERVERLESS_ACCESS_RULES } from '../lib/rules/serverless-access-rules';
import { SUBNET_GROUP_RULES } from '../lib/rules/subnet-group-rules';
import {
  ALL_CACHE_CLUSTER_RULES,
  ALL_PARAMETER_GROUP_RULES,
  ALL_USER_RULES,
  REPLICATION_GROUP_RULES,
} from '../lib/rules/tables';
import { USER_GROUP_RULES } from '../lib/rules/user-group-rules';

const TABLES: { readonly [type: string]: readonly Rule<never>[] } = {
  'AWS::ElastiCache::ReplicationGroup': REPLICATION_GROUP_RULES,
  'AWS::ElastiCache::CacheCluster': ALL_CACHE_CLUSTER_RULES,
  'AWS::ElastiCache::ParameterGroup': ALL_PARAMETER_GROUP_RULES,
  'AWS::ElastiCache::SubnetGroup': SUBNET_GROUP_RULES,
  'AWS::ElastiCache::User': ALL_USER_RULES,
  'AWS::ElastiCache::UserGroup': USER_GROUP_RULES,
  'AWS::ElastiCache::ServerlessCache': SERVERLESS_ACCESS_RULES,
  'AWS::IAM::Policy and others with policies': CONNECT_POLICY_RULES,
  'AWS::SecretsManager::RotationSchedule': ROTATION_SCHEDULE_RULES,
};

/** The whole file. */
export function rulesPage(): string {
  const rules = Object.values(TABLES).flat();
  const errors = rules.filter(({ level }) => level === 'error').length;
  return `<!-- Written by scripts/generate-rules-page.ts from lib/rules: change it there. -->

# Rules

${rules.length} rules: ${errors} errors, ${rules.length - errors} warnings. A construct, the \`CachePolicy\` plugin and
\`npx cdk-cache-tier check\` judge by the same rows. The id is stable: a rule is lowered and a warning is acknowledged by it
([how](checking.md)).

- **level**: an error is what the service refuses. A warning is accepted and unsafe, or the fact is not certain enough.
- **fact**: how well it is known. \`documented\`: a page of AWS states it. \`community\`: seen in public, as an error message or
  report. \`conflict\`: two pages of AWS disagree. \`inferred\`: follows from documented facts. \`unverified\`: believed, and
  found on no page. Only documented facts are errors ([why](decisions/0002-facts-carry-a-status.md)).
- **needs**: what the property needs. Where the words depend on the resource, "…" stands for what is filled in.

A value that is not known before the deployment (a token, a reference, a parameter) breaks no rule.
${Object.entries(TABLES).map(table).join('')}`;
}

function table([type, rules]: [string, readonly Rule<never>[]]): string {
  return `
## ${type}

| id | level | fact | property | needs | page |
|---|---|---|---|---|---|
${rules.map(line).join('\n')}
`;
}

function line(rule: Rule<never>): string {
  const { id, level, fact, property, page } = rule;
  const name = page.split('/').at(-1)?.replace('.html', '');
  const of = property === '' ? 'any' : `\`${property}\``;
  return `| \`${id}\` | ${level} | ${fact} | ${of} | ${needs(rule).replaceAll('|', '\\|')} | [${name}](${page}) |`;
}

/** What the rule needs; said of a resource of which nothing is known, where it depends on one. */
function needs(rule: Rule<never>): string {
  if (typeof rule.needs === 'string') return rule.needs;
  const said = (rule as unknown as Rule<Subject>).needs as (it: Subject, say: typeof WORDS) => string;
  const text = said(NOBODY, WORDS).replaceAll('undefined', '…').replace(/: $/, ': …');
  return text === '' && typeof rule.remedy === 'string' ? rule.remedy : text;
}

const WORDS = { name: (property: string) => property, set: (property: string) => `${property}: …` };

/** Every property of it is one whose name is "…". */
const NOBODY: Subject = new Proxy(Object.assign(() => NOBODY, { properties: {} }) as unknown as Subject, {
  get: (_, key) => (key === 'properties' ? new Proxy({}, { get: () => '…' }) : '…'),
});

if (require.main === module) writeFileSync('docs/rules.md', rulesPage());
