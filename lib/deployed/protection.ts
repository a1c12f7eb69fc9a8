import { EXIT, type Surroundings } from '../review/main';
import { findTemplates } from '../review/review';
import { ALLOW_ALL } from '../rules/stack-policy-document';
import { type AssemblyArguments, runAssemblyCommand } from './assembly-arguments';
import { type AssemblyStack, deployable, policyBeside } from './assembly-stack';
import { type StackService, stackService } from './cloudformation';
import { stackState } from './stack-state';
import { type TemplateTree, templateTree } from './template-tree';

/** Sets the stack policies of an assembly, or lifts them, and returns the exit code. */
export function protect(argv: readonly string[], io: Surroundings): Promise<number> {
  return runAssemblyCommand({ help: HELP, hasOff: true, run: setPolicies }, argv, io);
}

async function setPolicies(
  { path, stacks: selected, off }: AssemblyArguments,
  tell: (line: string) => void,
): Promise<number> {
  const { root, stacks } = deployable(path, selected);
  const { templates } = findTemplates([root]);
  for (const stack of stacks) tell(await setPolicy(stack, templateTree(stack.template, templates), off));
  return EXIT.clean;
}

async function setPolicy(stack: AssemblyStack, tree: TemplateTree | undefined, off: boolean): Promise<string> {
  const { name, template } = stack;
  if (policyBeside(template) === undefined)
    return `${name}: has no stack policy beside its template; nothing is changed`;
  const service = await stackService(stack);
  const there = await service.find();
  if (there === undefined || !stackState(there.status, name).holds)
    return `${name}: is not deployed; nothing is changed`;
  const count = await setBelow(service, there.id, template, tree, off);
  const nested = count > 1 ? `, and ${count - 1} nested` : '';
  return off
    ? `${name}: its stack policy allows everything${nested}`
    : `${name}: its stack policy denies updates that replace or delete what holds data${nested}`;
}

/** Sets the policy of a stack and of its nested stacks, for which that of the parent says nothing. */
async function setBelow(
  service: StackService,
  id: string,
  template: string,
  tree: TemplateTree | undefined,
  off: boolean,
): Promise<number> {
  const policy = policyBeside(template);
  if (policy !== undefined) await service.setPolicy(id, off ? JSON.stringify(ALLOW_ALL) : policy);
  let count = policy === undefined ? 0 : 1;
  if (tree === undefined || tree.children.size === 0) return count;
  const ids = await service.nestedStacks(id);
  for (const [logicalId, child] of tree.children) {
    const childId = ids.get(logicalId);
    if (childId !== undefined) count += await setBelow(service, childId, child.file, child, off);
  }
  return count;
}

const HELP = `Sets the stack policies that lie beside the templates of a cloud assembly, on the stacks that are deployed.

Usage: COMMAND [options] <cdk.out>

  --stack <name>  only this stack; may be repeated, and has wildcards as \`cdk deploy\` has
  --off           allows everything again: a policy can be replaced, not removed
  -h, --help      this text

Exit code: 0 done, 2 unreadable, bad usage, no credentials, or access denied.`;
