import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Edits } from './edit-before-synth';
import type { Emulator } from './emulator';

/** How a program ended. */
export interface Ended {
  readonly status: number | null;
  /** What it wrote, on both streams. */
  readonly output: string;
}

type Environment = { readonly [name: string]: string };

/** What an app is made with. */
export interface Synthesis {
  /** The value of `cacheTier` in the context of the app. @default - none */
  readonly cacheTier?: object;
  /** Changes of its L1 resources, after everything else. @default - none */
  readonly edits?: Edits;
}

/** What the command line says to an app: it reports warnings itself, which would end the synthesis otherwise. */
export const TO_THE_CLI = { '@aws-cdk/core:failSynthOnValidationErrors': false };

/** Makes the assembly of an app, as `cdk synth` does, and says where it is. */
export async function synthesize(file: string, { cacheTier, edits }: Synthesis = {}): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'cache-tier-assembly-'));
  const { context } = require(resolve('cdk.json'));
  const edit = edits === undefined ? [] : ['--import', resolve(__dirname, 'edit-before-synth.ts')];
  const { status, output } = await run(process.execPath, ['--import', 'tsx', ...edit, file], {
    CDK_OUTDIR: out,
    CDK_VALIDATION: 'false',
    ...(edits && { EDITS: JSON.stringify(edits) }),
    CDK_CONTEXT_JSON: JSON.stringify({ ...TO_THE_CLI, ...(cacheTier && { ...context, cacheTier }) }),
  });
  if (status !== 0) throw new Error(`${file} was not synthesized:\n${output}`);
  return out;
}

/** Runs the command line of the CDK in an account: `cdk(emulator, 'deploy', '--app', out, '--all')`. */
export async function cdk(emulator: Emulator, ...args: readonly string[]): Promise<Ended> {
  const cwd = args[0] === 'bootstrap' ? tmpdir() : undefined;
  const unattended = args[0] === 'deploy' ? ['--require-approval', 'never', '--progress', 'events'] : [];
  const forced = args[0] === 'destroy' ? ['--force'] : [];
  const cli = resolve('node_modules', 'aws-cdk', 'bin', 'cdk');
  const compiled = ['--require', resolve(__dirname, 'compiled-cli.cjs')];
  return run(
    process.execPath,
    [...compiled, cli, ...args, ...unattended, ...forced, '--no-notices'],
    emulator.environment,
    cwd,
  );
}

/** The same where it has to succeed. */
export async function cdkWorks(emulator: Emulator, ...args: readonly string[]): Promise<string> {
  const { status, output } = await cdk(emulator, ...args);
  if (status !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${status}:\n${output}`);
  return output;
}

/** Prepares an account for the CDK; outside this repository, whose app would be synthesized first, and only once at a time. */
export function bootstrap(emulator: Emulator): Promise<string> {
  return cdkWorks(emulator, 'bootstrap', `aws://${emulator.account}/${emulator.region}`);
}

/** Runs a program to its end. */
export async function run(
  command: string,
  args: readonly string[],
  environment: Environment = {},
  cwd?: string,
): Promise<Ended> {
  // No account but the emulator's: what a developer has in the environment must not be deployed to.
  const { AWS_PROFILE: _, ...own } = process.env;
  const child = spawn(command, args, { cwd, env: { ...own, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(`${chunk}`));
  const [status] = await once(child, 'close');
  return { status, output: chunks.join('') };
}
