import { cache, Lab } from './lab';

let lab: Lab;
let out: string;
beforeAll(async () => {
  lab = await Lab.start();
  out = lab.assembly('out', { Shop: { template: cache({ Port: 6380 }) } });
});
afterAll(() => lab.stop());
afterEach(() => lab.aws.reset());

const deployedIn = (status: string, isProtected = false) => {
  lab.aws.stacks.Shop = { status, isProtected, template: JSON.stringify(cache()) };
};

test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'])(
  'a stack in %s is compared, and nothing is said of it',
  async (status) => {
    deployedIn(status);
    expect(await lab.diff(out)).toMatchObject({ code: 1, err: '', out: expect.stringContaining('1 replaced') });
  },
);

test.each([
  ['REVIEW_IN_PROGRESS', 'it has a change set that nobody executed, and no resources yet; a deployment creates it.'],
  [
    'ROLLBACK_COMPLETE',
    'its creation failed and was undone, and CloudFormation updates it no more; `cdk deploy` deletes it and creates it ' +
      'again, without what was retained of the first attempt. Mend what the first event with CREATE_FAILED says before.',
  ],
  [
    'ROLLBACK_FAILED',
    'its creation failed, and so did undoing it: some resources are left. Where one is protected from ' +
      'deletion, as a database may be, take that away first. `cdk deploy` then deletes the stack and creates it again; if ' +
      'the deletion fails too, delete it in the console, which offers to retain what cannot be deleted.',
  ],
])('a stack in %s has nothing to lose, and does not hold the deployment up', async (status, words) => {
  deployedIn(status);
  const found = await lab.diff(out);
  expect(found).toMatchObject({ code: 0, err: `Shop is in ${status}: ${words}\n` });
  expect(found.out).toContain('out/Shop.template.json (new)');
  expect(lab.aws.calls.map(({ action }) => action)).not.toContain('GetTemplate');
});

test.each([
  [
    'CREATE_FAILED',
    'its creation failed without being undone (--no-rollback). Deploy the mended template with --no-rollback again, or undo ' +
      "it first: npx cdk rollback 'Shop'.",
  ],
  [
    'UPDATE_FAILED',
    'its last update failed without being undone (--no-rollback). Deploy the mended template with --no-rollback again, or ' +
      "undo it first: npx cdk rollback 'Shop'.",
  ],
])('a stack in %s goes on, and is compared with what it holds', async (status, words) => {
  deployedIn(status);
  expect(await lab.diff(out)).toMatchObject({ code: 1, err: `Shop is in ${status}: ${words}\n` });
});

const BLOCKS: [string, string][] = [
  [
    'UPDATE_ROLLBACK_FAILED',
    'its last update failed, and so did undoing it. Mend what the event with UPDATE_FAILED says, then continue: ' +
      "npx cdk rollback 'Shop' (--orphan <logical id> leaves out what cannot be undone), and deploy after that",
  ],
  [
    'DELETE_FAILED',
    'its deletion failed and has to end before it can be created again: take away what holds the resource of the event with ' +
      "DELETE_FAILED (deletion protection, a network interface), then npx cdk destroy 'Shop'",
  ],
  ['DELETE_IN_PROGRESS', 'it is being deleted; wait until it is gone, and deploy then'],
  [
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'its update is done, and what it replaced is being deleted; wait until it has ended, and deploy then',
  ],
  ['CREATE_IN_PROGRESS', 'another operation is under way; wait until it has ended, and deploy then'],
  ['UPDATE_ROLLBACK_IN_PROGRESS', 'another operation is under way; wait until it has ended, and deploy then'],
  ['IMPORT_ROLLBACK_FAILED', 'continue to undo the import in the console'],
];

test.each(BLOCKS)(
  'a stack in %s takes no deployment, which is told and counted as a refusal',
  async (status, words) => {
    lab.aws.stacks.Shop = { status, template: JSON.stringify(cache({ Port: 6380 })) };
    expect(await lab.diff(out)).toEqual({
      code: 1,
      err: '',
      out:
        'out/Shop.template.json (after Shop (deployed))\n' +
        `  error    Shop (AWS::CloudFormation::Stack) is refused by the service: Shop is in ${status}: ${words}\n\n` +
        '0 replaced, 0 may be replaced, 0 removed, 1 refused, 0 updated, 0 added.\n',
    });
  },
);

test('termination protection holds a stack whose creation failed, which `cdk deploy` would delete', async () => {
  deployedIn('ROLLBACK_COMPLETE', true);
  const found = await lab.diff(out);
  expect(found.code).toBe(1);
  expect(found.out).toContain(
    "aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name 'Shop'",
  );
});

test('after a deployment the state of each stack is told, and whether the next one can begin', async () => {
  deployedIn('UPDATE_ROLLBACK_COMPLETE');
  expect(await lab.state(out)).toEqual({
    code: 0,
    err: '',
    out:
      'Shop is in UPDATE_ROLLBACK_COMPLETE: its last update failed and was undone, so that it is as before. Mend what the ' +
      'first event with UPDATE_FAILED says, and deploy.\n',
  });
  deployedIn('UPDATE_COMPLETE');
  expect(await lab.state(out)).toEqual({ code: 0, err: '', out: 'Shop is in UPDATE_COMPLETE.\n' });
  deployedIn('UPDATE_ROLLBACK_FAILED');
  expect(await lab.state(out)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^Shop is in UPDATE_ROLLBACK_FAILED: /),
  });
  lab.aws.reset();
  expect(await lab.state(out)).toEqual({ code: 0, err: '', out: 'Shop is not deployed.\n' });
});
