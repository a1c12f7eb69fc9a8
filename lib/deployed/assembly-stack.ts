import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readAssembly } from '../review/assembly';
import { stackPolicyFile } from '../rules/stack-policy-document';
import { Refusal } from './refusal';

/** A stack that a cloud assembly deploys. */
export interface AssemblyStack {
  /** As CDK displays and selects it: `Prod/Cache`. */
  readonly name: string;
  /** Its name in CloudFormation. */
  readonly stackName: string;
  /** The account, where the assembly names it. */
  readonly account?: string;
  /** The Region, where the assembly names it. */
  readonly region?: string;
  /** The file of its template. */
  readonly template: string;
}

/** The stacks that a path means, and the path that their templates are compared in. */
export interface Deployable {
  /** A directory, or a template that lies in no assembly. */
  readonly root: string;
  readonly stacks: readonly AssemblyStack[];
}

/**
 * The stacks of a cloud assembly, or the one of a template.
 *
 * @param path `cdk.out`, or a template
 * @param selected the stacks that are meant, by their names, with wildcards; none means all
 * @throws Refusal where the path, or a name, means no stack
 */
export function deployable(path: string, selected: readonly string[]): Deployable {
  if (!existsSync(path)) throw new Refusal(`${path}: does not exist`);
  if (statSync(path).isDirectory()) return { root: path, stacks: chosen(stacksIn(path), selected, path) };
  const root = dirname(path);
  const stack = readAssembly(root) && stacksIn(root).find(({ template }) => basename(template) === basename(path));
  if (stack) return { root, stacks: chosen([stack], selected, path) };
  const [stackName, ...others] = selected;
  if (stackName === undefined || others.length > 0) {
    throw new Refusal(`${path}: no manifest.json beside it says which stack it is; name it with '--stack'`);
  }
  return { root: path, stacks: [{ name: stackName, stackName, template: path }] };
}

/** The stacks of a directory, nested assemblies included. */
function stacksIn(directory: string): AssemblyStack[] {
  const assembly = readAssembly(directory);
  if (assembly === undefined) {
    throw new Refusal(`${directory}: has no manifest.json of a cloud assembly; 'npx cdk synth' writes one`);
  }
  const names = stackNames(directory);
  const here = [...assembly.stacks].map(([file, { name, account, region }]) => ({
    name,
    stackName: names.get(file) ?? name,
    account,
    region,
    template: join(directory, file),
  }));
  return [...here, ...assembly.nested.flatMap((nested) => stacksIn(join(directory, nested)))];
}

/** The names in CloudFormation, by the files of the templates: a stack without one is called as its artifact. */
function stackNames(directory: string): Map<string, string> {
  interface Artifact {
    readonly properties?: { readonly templateFile?: string; readonly stackName?: string };
  }
  const { artifacts } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  const entries = Object.entries((artifacts ?? {}) as { [id: string]: Artifact });
  return new Map(entries.map(([id, { properties }]) => [properties?.templateFile ?? '', properties?.stackName ?? id]));
}

function chosen(stacks: readonly AssemblyStack[], selected: readonly string[], path: string): AssemblyStack[] {
  const means = (pattern: string) => stacks.filter(({ name, stackName }) => matches(pattern, [name, stackName]));
  const missing = selected.filter((pattern) => means(pattern).length === 0);
  if (missing.length > 0) {
    const known = stacks.map(({ name }) => name).join(', ') || 'none';
    throw new Refusal(`${path}: no stack is called ${missing.join(', ')}; its stacks are: ${known}`);
  }
  return selected.length === 0
    ? [...stacks]
    : stacks.filter((stack) => selected.some((one) => means(one).includes(stack)));
}

/** Wildcards as the CDK has them: `*` stays within one part of a path, `**` does not. */
function matches(pattern: string, names: readonly string[]): boolean {
  const source = pattern.replace(/\*\*|[*?]|[^\w/]/g, (part) => {
    const wildcards: { readonly [wildcard: string]: string } = { '**': '.*', '*': '[^/]*', '?': '[^/]' };
    return wildcards[part] ?? `\\${part}`;
  });
  return names.some((name) => new RegExp(`^${source}$`).test(name));
}

/** The stack policy that lies beside a template; undefined where none does. */
export function policyBeside(template: string): string | undefined {
  const file = join(dirname(template), stackPolicyFile(basename(template)));
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
