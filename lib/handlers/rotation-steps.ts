import { RotationVariable } from 'cache-tier/link';
import type { SaslRotationVariable } from '../catalog/sasl-password-rotation';
import { Deadline } from './deadline';
import { RotationError } from './rotation-error';
import { newPassword, passwordIn, withPassword } from './secret-text';
import { type SecretVersions, versionsOf } from './secret-versions';

/** What Secrets Manager sends, once for each step of a rotation. */
export interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

/** What a step knows. */
export interface Rotation {
  readonly versions: SecretVersions;
  /** The version that is AWSCURRENT when the step starts. */
  readonly current: string;
  /** The version that is to become it. */
  readonly pending: string;
  readonly deadline: Deadline;
  /** The token or password of a version; undefined if the version has no value. */
  password(version: string): Promise<string | undefined>;
  /** The one under a label; undefined if that is on the current or pending version, or on a secret of another form. */
  earlier(label: string): Promise<string | undefined>;
  /** Tells the log what is done; never given a secret. */
  log(text: string): void;
}

/** What differs between the kinds of credential. Each of these can be repeated, and cut off, at any point. */
export interface Credential {
  /** Fails if a secret with this text is not of this credential. */
  check?(text: string): void;
  /**
   * Makes sure that one more credential can be added without a loss of the current one.
   *
   * @param pending the pending credential, if it exists already
   * @returns a credential that was left over, and has to be used instead of a new one
   */
  prepare?(rotation: Rotation, current: string, pending: string | undefined): Promise<string | undefined>;
  /** Adds the pending credential; the current one keeps working. */
  add(rotation: Rotation, current: string, pending: string): Promise<void>;
  /** Fails if the pending credential does not work, also after a repair of what a stack update has undone. */
  verify(rotation: Rotation, current: string, pending: string): Promise<void>;
  /** After the labels were moved: the now current credential has to work still, and the previous one may have to end. */
  conclude(rotation: Rotation, current: string, previous: string | undefined): Promise<void>;
}

type Step = (rotation: Rotation, credential: Credential) => Promise<void>;

const STEPS: { readonly [name: string]: Step } = {
  createSecret: async (rotation, credential) => {
    const { versions, current, pending } = rotation;
    if (current === pending) return;
    const password = await present(rotation, current);
    const existing = await rotation.password(pending);
    const left = await credential.prepare?.(rotation, password, existing);
    if (existing !== undefined) return;
    const text = (await versions.text(current)) ?? '';
    await versions.put(pending, withPassword(text, variable(RotationVariable.SECRET_FIELD), left ?? newPassword()));
    rotation.log(left === undefined ? 'a new credential is made' : 'the credential that another rotation left is used');
  },

  setSecret: async (rotation, credential) => {
    if (rotation.current === rotation.pending) return;
    const current = await present(rotation, rotation.current);
    const pending = await present(rotation, rotation.pending);
    if (current !== pending) await credential.add(rotation, current, pending);
  },

  testSecret: async (rotation, credential) => {
    if (rotation.current === rotation.pending) return;
    const current = await present(rotation, rotation.current);
    // When a rotation is set up, this step is run alone on a version that was made for it, and may be empty.
    await credential.verify(rotation, current, (await rotation.password(rotation.pending)) ?? current);
  },

  finishSecret: async (rotation, credential) => {
    const { versions, pending } = rotation;
    const password = await present(rotation, pending);
    if (rotation.current === pending) {
      return credential.conclude(rotation, password, await rotation.earlier('AWSPREVIOUS'));
    }
    const previous = await present(rotation, rotation.current);
    await credential.verify(rotation, previous, password);
    await versions.move('AWSCURRENT', pending);
    rotation.log('this version is AWSCURRENT now');
    return credential.conclude(rotation, password, previous);
  },
};

/** A Lambda function that rotates one secret in the four steps of Secrets Manager. */
export function rotationHandler(credential: Credential) {
  return async (event: RotationEvent, context: { getRemainingTimeInMillis(): number }): Promise<void> => {
    const { Step: step, SecretId: secret, ClientRequestToken: pending } = event;
    if (!Object.hasOwn(STEPS, step)) {
      throw new RotationError(`'Step' needs one of ${Object.keys(STEPS).join(', ')}, got ${step}`);
    }
    if (!isPinned(secret)) {
      throw new RotationError(`'SecretId' needs ${variable(RotationVariable.SECRET_ARN)}, got ${secret}`);
    }
    const deadline = new Deadline(() => context.getRemainingTimeInMillis());
    deadline.check(step);
    const versions = await versionsOf(secret);
    const current = versions.holder('AWSCURRENT');
    if (current === undefined) throw new RotationError('the secret has no version AWSCURRENT; give it a value');
    const announced = step === 'createSecret' && !versions.has(pending);
    if (pending !== current && pending !== versions.holder('AWSPENDING') && !announced) {
      throw new RotationError(`version ${pending} is not AWSPENDING: its rotation was called off; start another`);
    }
    const inText = (text: string) => {
      credential.check?.(text);
      return passwordIn(text, variable(RotationVariable.SECRET_FIELD));
    };
    const password = async (version: string) => {
      const text = await versions.text(version);
      return text === undefined ? undefined : inText(text);
    };
    const earlier = async (label: string) => {
      const version = versions.holder(label);
      if (version === undefined || version === current || version === pending) return undefined;
      const text = await versions.text(version);
      try {
        return text === undefined ? undefined : inText(text);
      } catch {
        return undefined;
      }
    };
    const log = (text: string) => console.log(`${step} of version ${pending}: ${text}`);
    await STEPS[step]({ versions, current, pending, deadline, password, earlier, log }, credential);
  };
}

/** The environment, as the construct wrote it. */
export function variable(name: RotationVariable | SaslRotationVariable): string | undefined {
  return process.env[name] || undefined;
}

/** The environment, where the construct has to have written it. */
export function requiredVariable(name: RotationVariable | SaslRotationVariable): string {
  const value = variable(name);
  if (value === undefined)
    throw new RotationError(`the environment variable ${name} is missing; deploy the stack again`);
  return value;
}

async function present({ password }: Rotation, version: string): Promise<string> {
  const value = await password(version);
  if (value === undefined) throw new RotationError(`version ${version} has no value; rotate the secret again`);
  return value;
}

/** The ARN of an imported secret may lack the six characters that Secrets Manager adds to its name. */
function isPinned(secret: string): boolean {
  const pinned = requiredVariable(RotationVariable.SECRET_ARN);
  return secret === pinned || (secret.startsWith(`${pinned}-`) && /^-\w{6}$/.test(secret.slice(pinned.length)));
}
