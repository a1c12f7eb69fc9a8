import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { bootstrap, cdkWorks } from '../emulator/cdk';
import { type Emulator, startEmulator } from '../emulator/emulator';
import { type AssembledStack, type Edit, stacksOf } from './assembly';
import { type Clients, clientsOf } from './clients';
import { type Deployed, deployedOf, eventsOf, identitiesOf, mark, statesOf } from './deployed';
import { exists, hasSnapshot, isAsked } from './existence';
import { type Judged, type JudgedChange, judge } from './guard';
import { REPLACEMENTS } from './replacements';
import { editsOf, empties, OTHER_LOG_GROUP, ROUNDS, type Update } from './updates';

/** Programs that are deployed, updated and destroyed together. */
export interface Programs {
  /** Makes what has to be in the account before. */
  prepare(clients: Clients): Promise<void>;
  /** The assembly of all of them, with these edits of their code. @throws Error, with all that our rules refuse */
  assemble(edits: readonly Edit[]): Promise<string>;
  /** What `cdk deploy` is told beside. */
  readonly options?: readonly string[];
}

/** How the guard says that nothing is left in the nodes. */
const EMPTIES = /empty/;

const HOLDS_DATA = /^AWS::(ElastiCache::ReplicationGroup|RDS::DB(Instance|Cluster))$/;

/** Declares the tests that take programs from their first deployment to their end. */
export function takeThroughTheirLife({ prepare, assemble, options = [] }: Programs): void {
  let emulator: Emulator;
  let clients: Clients;
  /** What is deployed: the assembly, the edits that made it of the code, and its stacks. */
  let now: { directory: string; edits: readonly Edit[]; stacks: AssembledStack[] };
  let deployed: Deployed[];
  let states: unknown;

  const cli = (verb: 'deploy' | 'destroy', directory: string) =>
    cdkWorks(emulator, verb, '--app', directory, '**', '--concurrency', '30', ...(verb === 'deploy' ? options : []));

  beforeAll(async () => {
    emulator = await startEmulator();
    clients = clientsOf(emulator);
    await Promise.all([bootstrap(emulator), prepare(clients)]);
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName: OTHER_LOG_GROUP }));
  });
  afterAll(() => emulator?.stop());

  test('every stack is deployed, with every resource of its template', async () => {
    const directory = await assemble([]);
    now = { directory, edits: [], stacks: stacksOf(directory) };
    await cli('deploy', directory);
    deployed = await deployedOf(clients, now.stacks);
    const written = now.stacks.flatMap(({ name, resources }) => Object.keys(resources).map((id) => `${name}/${id}`));
    expect(deployed.map(({ stack, logicalId }) => `${stack}/${logicalId}`).sort()).toEqual(written.sort());
    await mark(clients, deployed);
  });

  test('deployed again, nothing changes', async () => {
    const output = await cli('deploy', now.directory);
    expect(output.match(/\(no changes\)/g)).toHaveLength(now.stacks.length);
  });

  test.each(Object.entries(ROUNDS))('%s: in place', async (_, updates) => {
    const edits = editsOf(updates, now.stacks);
    expect(edits.map(({ property }) => property)).toEqual(expect.arrayContaining(updates.map((one) => one.property)));
    const directory = await assemble([...now.edits, ...edits]);
    const judged = await judge(now.directory, directory);
    expect(gone(judged)).toEqual({ status: edits.some(empties) ? 1 : 0, changes: [] });
    const emptied = judged.changes.filter(({ why }) => EMPTIES.test(why)).flatMap((one) => named(one, now.stacks));
    expect(emptied).toEqual(expect.arrayContaining(edits.filter(empties).map(nameOf)));
    const before = await identitiesOf(clients, deployed);
    await cli('deploy', directory);
    now = { directory, edits: [...now.edits, ...edits], stacks: stacksOf(directory) };
    deployed = await deployedOf(clients, now.stacks);
    expect(await identitiesOf(clients, deployed)).toEqual(before);
    const told = edits.filter((edit) => updateOf(updates, edit)?.seen !== undefined);
    expect(await seen(clients, updates, told, deployed)).toEqual(
      Object.fromEntries(told.map((edit) => [nameOf(edit), edit.value])),
    );
  });

  test('no resource was made anew by any update', async () => {
    states = await statesOf(clients, now.stacks);
    for (const { name } of now.stacks) {
      const events = await eventsOf(clients, name);
      expect(
        events.filter(({ status, reason }) => /DELETE|FAILED/.test(status) || /new physical/.test(reason)),
      ).toEqual([]);
    }
  });

  test.each(Object.entries(REPLACEMENTS))('%s: caught before CloudFormation sees it', async (_, replacements) => {
    const edits = editsOf(replacements, now.stacks);
    expect(edits).not.toEqual([]);
    const { accepted, directory } = await ourRules(assemble, now.edits, edits);
    const judged = await judge(now.directory, directory);
    expect(judged.status).toBe(accepted.length > 0 ? 1 : 0);
    expect(caught(judged, now.stacks)).toEqual(expect.arrayContaining(accepted.map(nameOf)));
    expect(await statesOf(clients, now.stacks)).toEqual(states);
  });

  test('what holds data does not end with its stack, but for development', () => {
    const losing = deployed.filter((one) => HOLDS_DATA.test(one.type) && policyOf(now.stacks, one) === 'Delete');
    // The instances of a cluster hold nothing of their own.
    const members = (one: Deployed) => propertiesOf(now.stacks, one).DBClusterIdentifier !== undefined;
    expect(losing.filter((one) => !/dev/i.test(one.stack) && !members(one))).toEqual([]);
  });

  test('destroyed, they leave what their templates retain, snapshots where they say so, and nothing else', async () => {
    await cli('destroy', now.directory);
    const left: string[] = [];
    const expected: string[] = [];
    for (const resource of deployed) {
      const name = `${resource.stack}/${resource.logicalId}`;
      const policy = policyOf(now.stacks, resource);
      if (policy.startsWith('Retain')) expected.push(name);
      if (isAsked(resource.type) && (await exists(clients, resource.type, resource.id))) left.push(name);
      if (policy === 'Snapshot') {
        expected.push(`${name} in a snapshot`);
        if (await hasSnapshot(clients, resource.type, resource.id)) left.push(`${name} in a snapshot`);
      }
    }
    expect(left).toEqual(expected);
  });
}

const nameOf = ({ stack, logicalId, property }: Edit) => `${stack}/${logicalId} ${property}`;

const updateOf = (updates: readonly Update[], edit: Edit) =>
  updates.find(({ type, property }) => type === edit.type && property === edit.property);

/** What an update in place must not do, by the guard. */
function gone({ status, changes }: Judged) {
  return { status, changes: changes.filter(({ kind }) => !/^(updated|interrupted)$/.test(kind)) };
}

/** What the guard says is not in place, by stack, resource and property. */
function caught({ changes }: Judged, stacks: readonly AssembledStack[]): string[] {
  return changes.filter(({ kind }) => /replaced|refused/.test(kind)).flatMap((one) => named(one, stacks));
}

/** The properties of a change, by stack and resource. */
function named({ file, logicalId, properties }: JudgedChange, stacks: readonly AssembledStack[]): string[] {
  const stack = stacks.find((one) => file.endsWith(one.file))?.name;
  return properties.map((property) => `${stack}/${logicalId} ${property}`);
}

/** The values of the edited properties, as their services tell them. */
async function seen(
  clients: Clients,
  updates: readonly Update[],
  edits: readonly Edit[],
  deployed: readonly Deployed[],
): Promise<{ readonly [name: string]: unknown }> {
  const values = edits.map(async (edit) => {
    const resource = deployed.find(({ stack, logicalId }) => stack === edit.stack && logicalId === edit.logicalId);
    return [nameOf(edit), await updateOf(updates, edit)?.seen?.(clients, `${resource?.id}`)];
  });
  return Object.fromEntries(await Promise.all(values));
}

/** The edits that our rules do not refuse at synthesis, by the paths in their message, and the assembly with these. */
async function ourRules(
  assemble: Programs['assemble'],
  before: readonly Edit[],
  edits: readonly Edit[],
): Promise<{ readonly accepted: readonly Edit[]; readonly directory: string }> {
  try {
    return { accepted: edits, directory: await assemble([...before, ...edits]) };
  } catch (error) {
    const message = (error as Error).message.replaceAll('/', '-');
    const accepted = edits.filter(({ stack }) => !message.includes(`[${stack}-`));
    if (accepted.length === edits.length) throw error;
    return ourRules(assemble, before, accepted);
  }
}

/** The deletion policy that counts: that of a database without one is Snapshot. */
function policyOf(stacks: readonly AssembledStack[], resource: Deployed): string {
  const { DeletionPolicy } = resourceOf(stacks, resource) ?? {};
  const alone = propertiesOf(stacks, resource).DBClusterIdentifier === undefined;
  const database = resource.type === 'AWS::RDS::DBCluster' || (resource.type === 'AWS::RDS::DBInstance' && alone);
  return DeletionPolicy ?? (database ? 'Snapshot' : 'Delete');
}

const resourceOf = (stacks: readonly AssembledStack[], { stack, logicalId }: Deployed) =>
  stacks.find(({ name }) => name === stack)?.resources[logicalId];

const propertiesOf = (stacks: readonly AssembledStack[], one: Deployed) => resourceOf(stacks, one)?.Properties ?? {};
