/** What a deployed stack is in, and what that means for the next deployment. */
export interface StackState {
  /** Whether there is something that an update could lose. */
  readonly holds: boolean;
  /** Whether `cdk deploy` would fail, or wait for somebody. */
  readonly blocks: boolean;
  /** What it means and the way out of it; undefined where there is nothing to say. */
  readonly says?: string;
}

/** States that say something after a deployment alone: a stack may stay in them for years. */
const AFTERWARDS: { readonly [status: string]: string } = {
  UPDATE_ROLLBACK_COMPLETE:
    'its last update failed and was undone, so that it is as before. Mend what the first event with UPDATE_FAILED says, and deploy',
  IMPORT_ROLLBACK_COMPLETE: 'its last import failed and was undone, so that it is as before',
};

/** The state of a stack after a deployment, in one line. */
export function stateAfterwards(status: string, name: string, isProtected = false): string {
  const says = AFTERWARDS[status];
  return stackState(status, name, isProtected).says ?? `${name} is in ${status}${says ? `: ${says}` : ''}.`;
}

type Words = (name: string) => Omit<StackState, 'says'> & { readonly says: string };

const WAIT = 'wait until it has ended, and deploy then';

/** What each state means beyond the good ones (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html). */
const STATES: { readonly [status: string]: Words } = {
  REVIEW_IN_PROGRESS: () => ({
    holds: false,
    blocks: false,
    says: 'it has a change set that nobody executed, and no resources yet; a deployment creates it',
  }),
  ROLLBACK_COMPLETE: () => ({
    holds: false,
    blocks: false,
    says:
      'its creation failed and was undone, and CloudFormation updates it no more; `cdk deploy` deletes it and creates it ' +
      'again, without what was retained of the first attempt. Mend what the first event with CREATE_FAILED says before',
  }),
  ROLLBACK_FAILED: () => ({
    holds: false,
    blocks: false,
    says:
      'its creation failed, and so did undoing it: some resources are left. Where one is protected from deletion, as a database ' +
      'may be, take that away first. `cdk deploy` then deletes the stack and creates it again; if the deletion fails too, delete ' +
      'it in the console, which offers to retain what cannot be deleted',
  }),
  CREATE_FAILED: (name) => ({
    holds: true,
    blocks: false,
    says:
      'its creation failed without being undone (--no-rollback). Deploy the mended template with --no-rollback again, or undo ' +
      `it first: npx cdk rollback '${name}'`,
  }),
  UPDATE_FAILED: (name) => ({
    holds: true,
    blocks: false,
    says:
      'its last update failed without being undone (--no-rollback). Deploy the mended template with --no-rollback again, or ' +
      `undo it first: npx cdk rollback '${name}'`,
  }),
  UPDATE_ROLLBACK_FAILED: (name) => ({
    holds: true,
    blocks: true,
    says:
      'its last update failed, and so did undoing it. Mend what the event with UPDATE_FAILED says, then continue: ' +
      `npx cdk rollback '${name}' (--orphan <logical id> leaves out what cannot be undone), and deploy after that`,
  }),
  DELETE_FAILED: (name) => ({
    holds: true,
    blocks: true,
    says:
      'its deletion failed and has to end before it can be created again: take away what holds the resource of the event with ' +
      `DELETE_FAILED (deletion protection, a network interface), then npx cdk destroy '${name}'`,
  }),
  DELETE_IN_PROGRESS: () => ({
    holds: true,
    blocks: true,
    says: 'it is being deleted; wait until it is gone, and deploy then',
  }),
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: () => ({
    holds: true,
    blocks: true,
    says: `its update is done, and what it replaced is being deleted; ${WAIT}`,
  }),
};

/** What a status means for a stack of this name. */
export function stackState(status: string, name: string, isProtected = false): StackState {
  const known = STATES[status]?.(name);
  if (status === 'ROLLBACK_COMPLETE' && isProtected) {
    const says =
      'its creation failed and was undone; it has to be deleted, and termination protection is on. Turn that off (aws ' +
      `cloudformation update-termination-protection --no-enable-termination-protection --stack-name '${name}'), and deploy`;
    return { holds: false, blocks: true, says: `${name} is in ${status}: ${says}.` };
  }
  if (known) return { ...known, says: `${name} is in ${status}: ${known.says}.` };
  if (status === 'IMPORT_ROLLBACK_FAILED') {
    return { holds: true, blocks: true, says: `${name} is in ${status}: continue to undo the import in the console.` };
  }
  if (status.endsWith('_IN_PROGRESS')) {
    return { holds: true, blocks: true, says: `${name} is in ${status}: another operation is under way; ${WAIT}.` };
  }
  return { holds: status !== 'DELETE_COMPLETE', blocks: false };
}
