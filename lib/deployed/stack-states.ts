import { EXIT, type Surroundings } from '../review/main';
import { type AssemblyArguments, runAssemblyCommand } from './assembly-arguments';
import { deployable } from './assembly-stack';
import { stackService } from './cloudformation';
import { stackState, stateAfterwards } from './stack-state';

/** Says what state the stacks of an assembly are in, and the way out of it, and returns the exit code. */
export function state(argv: readonly string[], io: Surroundings): Promise<number> {
  return runAssemblyCommand({ help: HELP, hasOff: false, run: tellStates }, argv, io);
}

async function tellStates(
  { path, stacks: selected }: AssemblyArguments,
  tell: (line: string) => void,
): Promise<number> {
  let code: number = EXIT.clean;
  for (const stack of deployable(path, selected).stacks) {
    const service = await stackService(stack);
    const there = await service.find();
    if (there === undefined) {
      tell(`${stack.name} is not deployed.`);
      continue;
    }
    tell(stateAfterwards(there.status, stack.name, there.isProtected));
    if (stackState(there.status, stack.name, there.isProtected).blocks) code = EXIT.violations;
  }
  return code;
}

const HELP = `Says what state the stacks of a cloud assembly are in, and what has to be done before the next deployment.

Usage: COMMAND [options] <cdk.out>

  --stack <name>  only this stack; may be repeated, and has wildcards as \`cdk deploy\` has
  -h, --help      this text

Exit code: 0 all can be deployed, 1 one of them cannot, 2 unreadable, bad usage, no credentials, or access denied.`;
