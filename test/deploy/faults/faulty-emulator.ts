import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, type EmulatorOptions, startEmulator } from '../emulator/emulator';

/** What a service answers instead of doing it: by type, logical id or `Outputs`, then by operation. */
export interface Refusals {
  readonly [what: string]: { readonly [operation in 'create' | 'update' | 'delete']?: string | readonly string[] };
}

/** Holds an operation until it is allowed. */
export const WAIT = 'WAIT';

/** An account in which things go wrong where a test says so. */
export interface FaultyEmulator extends Emulator {
  /** From now on, and nothing else, goes wrong in this stack. */
  refuse(stack: string, refusals: Refusals): void;
  /** From now on nothing goes wrong in this stack. */
  allow(stack: string): void;
}

/** Starts one in which nothing goes wrong yet. */
export async function startFaultyEmulator(options: EmulatorOptions = {}): Promise<FaultyEmulator> {
  const file = join(mkdtempSync(join(tmpdir(), 'cache-tier-faults-')), 'faults.json');
  const faults: { [stack: string]: Refusals } = {};
  // It may be read while it is written.
  const write = () => {
    writeFileSync(`${file}.new`, JSON.stringify(faults));
    renameSync(`${file}.new`, file);
  };
  write();
  const emulator = await startEmulator({
    ...options,
    program: join(__dirname, 'faults.py'),
    environment: { ...options.environment, FAULTS: file },
  });
  return {
    ...emulator,
    refuse: (stack, refusals) => {
      faults[stack] = refusals;
      write();
    },
    allow: (stack) => {
      delete faults[stack];
      write();
    },
  };
}
