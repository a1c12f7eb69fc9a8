import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { type ResourceVerdict, withVerdicts } from '../review/change-set-verdict';
import { type Comparison, compareFiles, type FileChange } from '../review/comparison';
import type { DeployedDiff } from '../review/diff';
import { findTemplates } from '../review/review';
import { type AssemblyStack, deployable } from './assembly-stack';
import { changeSetVerdicts } from './change-set';
import { stackService } from './cloudformation';
import { type WrittenTemplate, writeDeployed } from './deployed-templates';
import { Refusal } from './refusal';
import { stackState } from './stack-state';
import { filesOf, templateTree } from './template-tree';

/** What is deployed, in files, and what there is to say of it. */
interface Deployed {
  readonly written: readonly WrittenTemplate[];
  readonly verdicts: readonly ResourceVerdict[];
  /** States in which a deployment would fail, as changes of the stacks. */
  readonly blocks: readonly FileChange[];
}

/**
 * What happens when a cloud assembly follows what is deployed, by the credentials in force.
 *
 * @param asked the assembly, its stacks, and a change set
 * @param tell takes what is worth a word and changes nothing, a line each time
 * @throws Refusal with why AWS did not answer: a comparison without one of the stacks would be none
 */
export async function compareDeployed(asked: DeployedDiff, tell: (line: string) => void): Promise<Comparison> {
  const { root, stacks } = deployable(asked.after, asked.stacks);
  const { templates } = findTemplates([root]);
  const folder = mkdtempSync(join(tmpdir(), 'deployed-'));
  try {
    const trees = new Map(stacks.map((stack) => [stack, templateTree(stack.template, templates)]));
    const found: Deployed[] = [];
    for (const stack of stacks) found.push(await readStack(stack, trees.get(stack), { ...asked, root, folder, tell }));
    const verdicts = found.flatMap((each) => each.verdicts);
    const compared = compareFiles(folder, root, asked.lowered);
    const judged = asked.changeSet === undefined ? compared : withVerdicts(compared, verdicts, asked.lowered);
    const files = new Set([...trees.values()].flatMap((tree) => (tree ? filesOf(tree) : [])));
    const others = new Set(templates.map(({ file }) => file).filter((file) => !files.has(file)));
    const written = found.flatMap((each) => each.written);
    const blocks = found.flatMap((each) => each.blocks);
    const own = ({ file }: { readonly file: string }) => !others.has(file);
    return renamed(
      {
        ...judged,
        files: judged.files.filter(own),
        changes: [...blocks, ...judged.changes.filter(own)],
        errors: judged.errors.filter(own),
      },
      new Map(written.map(({ file, stack }) => [file, `${stack} (deployed)`])),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function readStack(
  stack: AssemblyStack,
  tree: ReturnType<typeof templateTree>,
  {
    root,
    folder,
    changeSet,
    tell,
  }: DeployedDiff & { readonly root: string; readonly folder: string; readonly tell: (line: string) => void },
): Promise<Deployed> {
  const service = await stackService(stack);
  const there = await service.find();
  const state = there && stackState(there.status, stack.name, there.isProtected);
  if (state?.says && !state.blocks) tell(state.says);
  if (there === undefined) tell(`${stack.name} is not deployed yet: there is nothing to lose.`);
  const named = { id: there?.id ?? stack.stackName, name: stack.name };
  const file = join(folder, relative(root, stack.template) || basename(stack.template));
  const written = state?.holds ? await writeDeployed(service, named, file, tree) : [];
  const verdicts =
    changeSet && there && tree
      ? await changeSetVerdicts(service, { id: stack.stackName, name: stack.name }, changeSet, tree)
      : [];
  if (changeSet !== undefined && (verdicts === undefined || there === undefined)) {
    throw new Refusal(
      `${stack.name}: has no change set ${changeSet}; 'npx cdk deploy --method=prepare-change-set' makes one`,
    );
  }
  return { written, verdicts: verdicts ?? [], blocks: state?.blocks ? [blockOf(stack, state.says ?? '')] : [] };
}

/** No update gets past such a state, so that it is told, and counted, as a refusal. */
function blockOf({ stackName, template }: AssemblyStack, says: string): FileChange {
  const none = { properties: [], holdsData: false, losesData: false, dataLoss: 'none' } as const;
  const why = says.replace(/\.$/, '');
  return {
    file: template,
    logicalId: stackName,
    resourceType: 'AWS::CloudFormation::Stack',
    kind: 'refused',
    level: 'error',
    why,
    ...none,
  };
}

/** The comparison with the names of stacks instead of the files that were made for it. */
function renamed(comparison: Comparison, names: ReadonlyMap<string, string>): Comparison {
  const nameOf = (file: string) => names.get(file) ?? file;
  const under = <T extends { readonly file: string }>(each: T): T => ({ ...each, file: nameOf(each.file) });
  return {
    ...comparison,
    files: comparison.files.map(({ file, before }) => ({
      file,
      ...(before !== undefined && { before: nameOf(before) }),
    })),
    removed: comparison.removed.map(under),
    unfollowed: comparison.unfollowed.map(nameOf),
    changes: comparison.changes.map(under),
    errors: comparison.errors.map(under),
  };
}
