import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Sections to run; all if empty. */
  readonly only: readonly string[];
  /** A run that says whether everything works, and little of how fast. */
  readonly quick: boolean;
}

/** @throws Error for an option or a section that there is not */
export function benchOptions(args: readonly string[], sections: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string', multiple: true, default: [] }, quick: { type: 'boolean', default: false } },
  });
  const only = values.only.flatMap((list) => list.split(','));
  const unknown = only.filter((name) => !sections.includes(name));
  if (unknown.length > 0) throw new Error(`there is no section '${unknown}': one of ${sections.join(', ')}`);
  return { only, quick: values.quick };
}
