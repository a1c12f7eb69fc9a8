import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject } from './references';
import { readStack, type StackTemplate } from './stack-template';

/** The stacks that the app makes of what its context says under `cacheTier`. */
export async function synthesized(cacheTier: object): Promise<StackTemplate[]> {
  const outdir = mkdtempSync(join(tmpdir(), 'stack-pages-'));
  try {
    await runApp(outdir, cacheTier);
    return stacksIn(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The stacks of a folder that the CDK wrote. */
export function stacksIn(outdir: string): StackTemplate[] {
  const read = (file: string) => JSON.parse(readFileSync(join(outdir, file), 'utf8'));
  return Object.entries(read('manifest.json').artifacts).flatMap(([name, artifact]) => {
    if (!isObject(artifact) || artifact.type !== 'aws:cloudformation:stack') return [];
    const { templateFile, terminationProtection } = isObject(artifact.properties) ? artifact.properties : {};
    return [readStack(name, read(String(templateFile)), terminationProtection === true)];
  });
}

function runApp(outdir: string, cacheTier: object): Promise<void> {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const told = { ...context, cacheTier, 'aws:cdk:enable-path-metadata': true };
  const env = { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(told) };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--import', 'tsx', 'bin/app.ts'], { env, maxBuffer: 2 ** 28 }, (error, out, err) => {
      if (error) reject(new Error(`bin/app.ts failed with ${JSON.stringify(cacheTier)}:\n${out}${err}`));
      else resolve();
    });
  });
}
