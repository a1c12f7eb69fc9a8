import { existsSync, readFileSync } from 'node:fs';

/**
 * The licenses of the packages inside, each text once: most keep theirs in a file, where `legalComments` does not find
 * it.
 */
export function licensesOf(inputs) {
  const folders = new Set(
    inputs.map((input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean),
  );
  const packages = {};
  for (const folder of [...folders].sort()) {
    if (!existsSync(`${folder}/LICENSE`)) continue;
    const text = readFileSync(`${folder}/LICENSE`, 'utf8');
    packages[text] = [...(packages[text] ?? []), folder.replace(/^.*node_modules\//, '')];
  }
  return Object.entries(packages)
    .map(([text, names]) => `/*! ${names.join(', ')}\n\n${text}*/\n`)
    .join('');
}
