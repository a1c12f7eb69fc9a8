import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Place } from '../rules/template';

/** A stack of a cloud assembly: what a template alone does not tell. */
export interface StackPlace extends Place {
  /** The stack as CDK displays it: `Prod/Cache`. */
  readonly name: string;
}

/** What `cdk synth` wrote into a directory. */
export interface Assembly {
  /** The stacks by the names of their template files. */
  readonly stacks: ReadonlyMap<string, StackPlace>;
  /** The directories of nested assemblies: Stages and pipelines. */
  readonly nested: readonly string[];
}

interface Artifact {
  readonly type?: unknown;
  readonly environment?: unknown;
  readonly displayName?: unknown;
  readonly properties?: {
    readonly templateFile?: unknown;
    readonly directoryName?: unknown;
    readonly stackName?: unknown;
  };
}

/** The cloud assembly in a directory, or undefined where there is none that can be read. */
export function readAssembly(directory: string): Assembly | undefined {
  const artifacts = artifactsOf(join(directory, 'manifest.json'));
  if (!artifacts) return undefined;
  const stacks = new Map<string, StackPlace>();
  const nested: string[] = [];
  for (const [id, artifact] of Object.entries(artifacts)) {
    const { templateFile, directoryName, stackName } = artifact?.properties ?? {};
    if (artifact?.type === 'aws:cloudformation:stack' && isInside(templateFile)) {
      const name = String(artifact.displayName ?? stackName ?? id);
      stacks.set(templateFile, { name, ...place(artifact.environment) });
    }
    if (artifact?.type === 'cdk:cloud-assembly' && isInside(directoryName)) nested.push(directoryName);
  }
  return { stacks, nested };
}

/** The artifacts of a manifest; many things are called manifest.json, and only CDK's holds these. */
function artifactsOf(file: string): { readonly [id: string]: Artifact } | undefined {
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    const isCdk = typeof manifest?.version === 'string' && typeof manifest.artifacts === 'object';
    return isCdk ? (manifest.artifacts ?? {}) : undefined;
  } catch {
    return undefined;
  }
}

/** A manifest from elsewhere must not lead out of its directory. */
function isInside(path: unknown): path is string {
  return typeof path === 'string' && !isAbsolute(path) && !path.split(/[\\/]/).includes('..');
}

/** Region and account of `aws://123456789012/eu-west-1`, as far as they are known. */
function place(environment: unknown): Place {
  const [, account, region] = String(environment).match(/^aws:\/\/([^/]*)\/(.*)$/) ?? [];
  return {
    ...(region && region !== 'unknown-region' && { region }),
    ...(account && account !== 'unknown-account' && { account }),
  };
}
