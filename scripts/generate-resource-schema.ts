// Writes lib/catalog/resource-schema.json from the schemas of CloudFormation that AWS packs for the CDK
// (@aws-cdk/aws-service-spec); a test holds the two together.
//
//   node --import tsx scripts/generate-resource-schema.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType, Resource, SpecDatabase, TypeDefinition } from '@aws-cdk/service-spec-types';

/** How the line of a type is read; names stand beside each other with spaces between them. */
const COLUMNS = 'createOnly|conditional|nested|identity|stateful';

/** The whole file: a type a line, so that a new version of the schemas can be read as a difference. */
export function resourceSchemaSource(db: SpecDatabase = loadAwsServiceSpecSync()): string {
  const rows = db.all('resource').map((resource) => [resource.cloudFormationType, rowOf(resource, db)] as const);
  const types = Object.fromEntries(rows.sort(([one], [other]) => (one < other ? -1 : 1)));
  return `${JSON.stringify({ version: installed(), columns: COLUMNS, types }, undefined, 2)}\n`;
}

function installed(): string {
  const manifest = require.resolve('@aws-cdk/aws-service-spec/package.json');
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

function rowOf(resource: Resource, db: SpecDatabase): string {
  const which = (kind: string) =>
    Object.entries(resource.properties)
      .filter(([, { causesReplacement }]) => causesReplacement === kind)
      .map(([name]) => name);
  const columns = [which('yes'), which('maybe'), nestedOf(resource, db), identityOf(resource)];
  const texts = columns.map((names) => [...names].sort().join(' '));
  return [...texts, resource.isStateful ? 'stateful' : ''].join('|').replace(/\|+$/, '');
}

/**
 * The create-only properties below others, as paths without the places in lists (`NodeGroupConfiguration.Slots`); what lies
 * below one that is create-only itself says nothing more.
 */
function nestedOf({ properties }: Resource, db: SpecDatabase): string[] {
  const paths: string[] = [];
  function walk(inner: { [name: string]: Property }, path: readonly string[], above: readonly TypeDefinition[]): void {
    for (const [name, { type, causesReplacement = 'no' }] of Object.entries(inner)) {
      if (causesReplacement !== 'no' && path.length > 0) paths.push([...path, name].join('.'));
      if (causesReplacement === 'yes' || (causesReplacement === 'maybe' && path.length > 0)) continue;
      for (const definition of definitionsOf(type, db)) {
        if (!above.includes(definition)) walk(definition.properties, [...path, name], [...above, definition]);
      }
    }
  }
  walk(properties, [], []);
  return [...new Set(paths)];
}

function definitionsOf(type: PropertyType, db: SpecDatabase): TypeDefinition[] {
  if (type.type === 'ref') return [db.get('typeDefinition', type.reference.$ref)];
  if (type.type === 'union') return type.types.flatMap((one) => definitionsOf(one, db));
  return type.type === 'array' || type.type === 'map' ? definitionsOf(type.element, db) : [];
}

/**
 * The properties that name it, and that no second resource can have: its identifier where a template states all of it, or
 * the name that its ARN is made of (`TopicName` of a topic).
 */
function identityOf({ name, primaryIdentifier = [], properties, arnTemplate = '' }: Resource): string[] {
  const isStated = (names: readonly string[]) =>
    names.length > 0 && names.every((one) => properties[one]?.causesReplacement === 'yes');
  const own = `${name}Name`;
  return [primaryIdentifier, arnTemplate.endsWith(`:\${${own}}`) ? [own] : []].find(isStated) ?? [];
}

if (require.main === module) writeFileSync('lib/catalog/resource-schema.json', resourceSchemaSource());
