import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Assembly, readAssembly, type StackPlace } from './assembly';
import { type Problem, problemOf } from './template-file';

/** A file that an argument means. */
export interface Candidate {
  readonly file: string;
  /** Whether something says that it is a template: the user, or a cloud assembly. Others may turn out to be none. */
  readonly isTemplate: boolean;
  /** The stack that it is deployed as, where the manifest of a cloud assembly tells. */
  readonly stack?: StackPlace;
}

/** What the arguments mean. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** Paths that do not exist or cannot be listed. */
  readonly problems: readonly Problem[];
}

const EXTENSIONS = /\.(?:json|ya?ml|template)$/i;
const SKIPPED = ['node_modules', '.git'];

/** The files that paths mean: a file is itself, a directory is all that lies below it; each file once. */
export function templateFiles(paths: readonly string[]): Candidates {
  const candidates: Candidate[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();

  /** Whether this file or directory comes for the first time, by whatever links. */
  function isNew(path: string): boolean {
    const real = realpathSync(path);
    return !seen.has(real) && Boolean(seen.add(real));
  }

  function attempt(path: string, visit: () => void): void {
    try {
      visit();
    } catch (error) {
      problems.push(problemOf(path, error));
    }
  }

  function directory(path: string): void {
    if (!isNew(path)) return;
    const names = readdirSync(path).sort();
    const assembly = readAssembly(path);
    if (assembly) inAssembly(path, names, assembly);
    else
      for (const name of names) if (!SKIPPED.includes(name)) attempt(join(path, name), () => entry(join(path, name)));
  }

  function entry(path: string): void {
    const kind = statSync(path, { throwIfNoEntry: false });
    if (kind?.isDirectory()) directory(path);
    else if (kind?.isFile() && EXTENSIONS.test(path) && isNew(path)) candidates.push({ file: path, isTemplate: false });
  }

  /** Templates in the order of the manifest, then what it does not name: those of nested stacks, and leftovers. */
  function inAssembly(path: string, names: readonly string[], assembly: Assembly): void {
    const others = names.filter((name) => name.endsWith('.template.json') && !assembly.stacks.has(name));
    for (const name of [...assembly.stacks.keys(), ...others]) {
      const file = join(path, name);
      attempt(file, () => {
        if (isNew(file)) candidates.push({ file, isTemplate: true, stack: assembly.stacks.get(name) });
      });
    }
    const below = new Set([...assembly.nested, ...names.filter((name) => name.startsWith('assembly-'))]);
    for (const name of below) attempt(join(path, name), () => directory(join(path, name)));
  }

  function argument(path: string): void {
    if (statSync(path).isDirectory()) directory(path);
    else if (isNew(path)) candidates.push({ file: path, isTemplate: true, stack: stackBeside(path) });
  }

  for (const path of paths) attempt(path, () => argument(path));
  return { candidates, problems };
}

/** The stack that a single file of a cloud assembly belongs to. */
function stackBeside(file: string): StackPlace | undefined {
  const [, folder, name] = file.match(/^(.*?)([^/\\]*)$/) ?? [];
  return readAssembly(folder || '.')?.stacks.get(name);
}
