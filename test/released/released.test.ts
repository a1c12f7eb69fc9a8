import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheChanges, resourceChanges } from '../../lib/testing';
import { referenceApp } from './reference-app';

interface Template {
  readonly Resources: { readonly [id: string]: { readonly Type: string; readonly Properties?: object } };
}

const FOLDER = join('test', 'released');
const versions = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const kept = versions.flatMap(({ name: version }) =>
  readdirSync(join(FOLDER, version)).map((file) => ({ version, stack: file.replace('.template.json', '') })),
);
const assembly = referenceApp().synth();

function templates({ version, stack }: { version: string; stack: string }): { before: Template; after: Template } {
  return {
    before: JSON.parse(readFileSync(join(FOLDER, version, `${stack}.template.json`), 'utf8')),
    after: assembly.getStackByName(stack).template,
  };
}

test('the version that is being written keeps its templates', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(versions.map(({ name }) => name)).toContain(version);
  expect(kept.filter((entry) => entry.version === version)).toHaveLength(assembly.stacks.length);
});

test.each(kept)('an update of stack $stack from $version replaces and removes no cache', (entry) => {
  const { before, after } = templates(entry);
  const changes = cacheChanges(before, after);
  expect(changes.filter(({ kind }) => !['added', 'updated'].includes(kind))).toEqual([]);
});

test.each(kept)('an update of stack $stack from $version keeps every other resource', (entry) => {
  const { before, after } = templates(entry);
  const changes = resourceChanges(before, after);
  expect(changes.filter(({ kind, advice }) => !['added', 'updated'].includes(kind) || advice)).toEqual([]);
});

test('a change that replaces a cache would be seen', () => {
  const { before } = templates({ version: kept[0].version, stack: 'Defaults' });
  const [[id, group]] = Object.entries(before.Resources).filter(([, { Type }]) => Type.endsWith('::ReplicationGroup'));
  const moved = { ...before.Resources, [id]: { ...group, Properties: { ...group.Properties, Port: 6380 } } };
  expect(cacheChanges(before, { Resources: moved })).toEqual([expect.objectContaining({ kind: 'replaced' })]);
});
