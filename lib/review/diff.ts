import { parseArgs } from 'node:util';
import { type Comparison, compareFiles, LOWERABLE_CHANGES } from './comparison';
import { EXIT, type Surroundings, tellComparison } from './main';
import { OPTIONS, type Reporting, reporting, usageProblem } from './options';

/** What is asked of a comparison with what is deployed. */
export interface DeployedDiff extends Reporting {
  /** A cloud assembly (`cdk.out`), or a template of one. */
  readonly after: string;
  /** The names of the stacks that are compared; none means all. */
  readonly stacks: readonly string[];
  /** The change set whose verdict is laid over ours. */
  readonly changeSet?: string;
}

/** What knows the deployed stacks: loaded when it is needed, because two files need no AWS client. */
export interface Deployed {
  /** @throws Error, with a message for people: no credentials, no such stack, access denied */
  compareDeployed(asked: DeployedDiff): Promise<Comparison>;
  /** The command `protect`: sets the stack policies that lie beside the templates; returns the exit code. */
  protect(argv: readonly string[], io: Surroundings): Promise<number>;
  /** The command `state`: says what state the stacks are in, and the way out of it; returns the exit code. */
  state(argv: readonly string[], io: Surroundings): Promise<number>;
}

/** Runs the replacement guard of the command line and returns the exit code. */
export async function diff(
  argv: readonly string[],
  io: Surroundings,
  loadDeployed: () => Promise<Pick<Deployed, 'compareDeployed'>>,
): Promise<number> {
  let options: Options;
  try {
    options = parse(argv);
  } catch (error) {
    io.stderr.write(usageProblem(io.command, error as Error));
    return EXIT.unusable;
  }
  if (options.help || options.version) {
    io.stdout.write(options.help ? help(io.command) : `${io.version}\n`);
    return EXIT.clean;
  }
  if (options.before !== undefined) {
    return tellComparison(compareFiles(options.before, options.after, options.lowered), options, io);
  }
  let found: Comparison;
  try {
    const { compareDeployed } = await loadDeployed();
    found = await compareDeployed(options);
  } catch (error) {
    io.stderr.write(`${(error as Error).message}\n`);
    return EXIT.unusable;
  }
  return tellComparison(found, options, io);
}

interface Options extends DeployedDiff {
  readonly before?: string;
  readonly help: boolean;
  readonly version: boolean;
}

function parse(argv: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      ...OPTIONS,
      stack: { type: 'string', multiple: true, default: [] },
      'change-set': { type: 'string' },
    },
  });
  const { help, version, stack: stacks, 'change-set': changeSet } = values;
  const stated = reporting(values, LOWERABLE_CHANGES);
  const asked = { ...stated, stacks, help, version, ...(changeSet !== undefined && { changeSet }) };
  if (help || version) return { ...asked, after: '' };
  const [first, second] = positionals;
  if (first === undefined) throw new Error("name an old and a new template or directory, or 'cdk.out' alone");
  if (positionals.length > 2) throw new Error(`an old and a new path are compared, got ${positionals.length}`);
  if (second === undefined) return { ...asked, after: first };
  if (changeSet !== undefined || stacks.length > 0) {
    const option = changeSet === undefined ? '--stack' : '--change-set';
    throw new Error(`'${option}' needs what is deployed; leave the old path out`);
  }
  return { ...asked, before: first, after: second };
}

function help(command: string): string {
  return `Says what an update does to each resource: in place, interrupting, or a replacement; and whose data would be lost.

Usage: ${command} [options] <old> <new>    two templates, or two directories (cdk.out)
       ${command} [options] <new>          a cdk.out, or a template of one, after what is deployed, by the AWS
                                                 credentials in force

  --stack <name>            only this deployed stack; may be repeated
  --change-set <name>       adds the verdict of this prepared change set; where it disagrees, it wins
  --format text|json|sarif  how the report is written (default: text)
  --strict                  warnings fail too
  --lower kind=reason       counts the kind of change as a warning; may be repeated
  -h, --help                this text
  -v, --version             the version

Kinds: replaced, may-be-replaced, removed, may-be-removed, refused, may-be-refused, interrupted, updated, added.

Exit code: 0 nothing is lost, 1 data would be lost without a snapshot, a resource that holds data goes, or the
deployment would fail, 2 unreadable, bad usage, or no credentials (2 wins over 1).
`;
}
