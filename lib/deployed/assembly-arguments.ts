import { parseArgs } from 'node:util';
import { EXIT, type Surroundings } from '../review/main';
import { usageProblem } from '../review/options';
import { Refusal } from './refusal';

/** What a command is asked for a cloud assembly. */
export interface AssemblyArguments {
  readonly path: string;
  /** The stacks that are meant; none means all. */
  readonly stacks: readonly string[];
  /** Whether `--off` is there. */
  readonly off: boolean;
}

/** A command over the stacks of a cloud assembly: its help, and what it does, line by line. */
export interface AssemblyCommand {
  /** What follows the usage in the help. */
  readonly help: string;
  /** Whether it has `--off`. */
  readonly hasOff: boolean;
  readonly run: (asked: AssemblyArguments, tell: (line: string) => void) => Promise<number>;
}

/** Runs such a command, and returns the exit code. */
export async function runAssemblyCommand(
  { help, hasOff, run }: AssemblyCommand,
  argv: readonly string[],
  io: Surroundings,
): Promise<number> {
  const tell = (line: string) => void io.stdout.write(`${line}\n`);
  try {
    const asked = parse(argv, hasOff);
    if (asked !== undefined) return await run(asked, tell);
    tell(help.replaceAll('COMMAND', io.command));
    return EXIT.clean;
  } catch (error) {
    io.stderr.write(error instanceof Refusal ? `${error.message}\n` : usageProblem(io.command, error as Error));
    return EXIT.unusable;
  }
}

function parse(argv: readonly string[], hasOff: boolean): AssemblyArguments | undefined {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      stack: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
      ...(hasOff && { off: { type: 'boolean', default: false } as const }),
    },
  });
  const { stack: stacks, help, off } = values as { stack: string[]; help: boolean; off?: boolean };
  const [path] = positionals;
  if (help) return undefined;
  if (path === undefined || positionals.length > 1) {
    throw new Error(`one cloud assembly is needed, such as cdk.out, got ${positionals.length}`);
  }
  return { path, stacks, off: off ?? false };
}
