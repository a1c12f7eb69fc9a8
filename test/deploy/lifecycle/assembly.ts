import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type App, Aspects, CfnResource, type IAspect, Stack, Stage } from 'aws-cdk-lib/core';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';

/** A stack of an assembly as CloudFormation gets it. */
export interface AssembledStack {
  readonly name: string;
  /** Its template, from the assembly on. */
  readonly file: string;
  readonly resources: { readonly [logicalId: string]: Resource };
}

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read into templates
  readonly Properties?: { readonly [name: string]: any };
  readonly DeletionPolicy?: string;
}

/** One property of one resource, and what it becomes. */
export interface Edit {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly property: string;
  readonly value: unknown;
}

/**
 * The directory of the assembly of an app, with edits of its L1 resources: our rules judge them at synthesis, as they
 * judge what the code of an app says.
 *
 * @throws InvalidCacheError
 */
export function assemble(app: App, edits: readonly Edit[] = []): string {
  // Aspects end where a stage begins.
  for (const stage of app.node.findAll().filter(Stage.isStage)) Aspects.of(stage).add(new EditedCode(edits));
  return app.synth().directory;
}

/** The assemblies of several apps, by their names. @throws Error, with all that our rules refuse in any of them */
export function assembleAll(
  apps: { readonly [name: string]: () => App },
  edits: readonly Edit[],
): { readonly [name: string]: string } {
  const refused: string[] = [];
  const directories = Object.entries(apps).map(([name, make]) => {
    try {
      return [name, assemble(make(), edits)];
    } catch (error) {
      refused.push((error as Error).message);
      return [];
    }
  });
  if (refused.length > 0) throw new Error(refused.join('\n'));
  return Object.fromEntries(directories);
}

/** Every stack of an assembly, and of those within it. */
export function stacksOf(directory: string): AssembledStack[] {
  return new CloudAssembly(directory).stacksRecursively.map(({ stackName, templateFullPath, template }) => ({
    name: stackName,
    file: relative(directory, templateFullPath),
    resources: template.Resources,
  }));
}

/**
 * One assembly of several, by their names, so that a single run of the command line deploys the stacks of all.
 *
 * @param ids what stands in the templates for things that are in the account, and what they are there
 */
export function merge(
  directories: { readonly [name: string]: string },
  ids: { readonly [written: string]: string } = {},
): string {
  const out = mkdtempSync(join(tmpdir(), 'cache-tier-assembly-'));
  const artifacts = Object.entries(directories).map(([name, directory]) => {
    cpSync(directory, join(out, name), { recursive: true });
    return [name, { type: 'cdk:cloud-assembly', properties: { directoryName: name, displayName: name } }];
  });
  for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.template.json')) continue;
    const text = readFileSync(join(out, file), 'utf8');
    writeFileSync(
      join(out, file),
      text.replace(/[\w-]+/g, (word) => ids[word] ?? word),
    );
  }
  const { version } = JSON.parse(readFileSync(join(Object.values(directories)[0], 'manifest.json'), 'utf8'));
  writeFileSync(join(out, 'manifest.json'), JSON.stringify({ version, artifacts: Object.fromEntries(artifacts) }));
  return out;
}

class EditedCode implements IAspect {
  public constructor(private readonly edits: readonly Edit[]) {}

  public visit(construct: IConstruct): void {
    if (!CfnResource.isCfnResource(construct)) return;
    const { stackName } = Stack.of(construct);
    const logicalId = Stack.of(construct).resolve(construct.logicalId);
    for (const edit of this.edits) {
      if (edit.stack !== stackName || edit.logicalId !== logicalId) continue;
      if (edit.value === null) construct.addPropertyDeletionOverride(edit.property);
      else construct.addPropertyOverride(edit.property, edit.value);
    }
  }
}
