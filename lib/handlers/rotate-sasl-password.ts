import { createHash } from 'node:crypto';
import { RotationVariable } from 'cache-tier/link';
import { NO_PASSWORD, SaslRotationVariable, SaslSecretField } from '../catalog/sasl-password-rotation';
import { isSettled, restart } from './container-services';
import { RotationError } from './rotation-error';
import { type Rotation, requiredVariable, rotationHandler, variable } from './rotation-steps';
import { type SaslNode, signIn } from './sasl-login';
import { newPassword, objectIn, passwordIn } from './secret-text';
import { type SecretVersions, versionsOf } from './secret-versions';

/** How often a node is restarted that goes on refusing a password which it should have read. */
const RESTARTS = 2;

/**
 * Rotates the password of a Memcached with SASL, whose nodes read secrets when they start, and only then. So they know the
 * next password before it is needed: it waits in a secret of its own. A rotation makes it the current one, which every node
 * takes already, puts a new one in its place, and restarts the nodes one after the other, so that they know that. From then
 * on they refuse the password before the previous one. Cut off anywhere, clients log in with what they have, also to a node
 * that restarts before the rotation goes on.
 */
export const handler = rotationHandler({
  check: (text) => {
    const name = objectIn(text, field())[SaslSecretField.USER];
    if (name === user()) return;
    throw new RotationError(`the secret needs to be of user ${user()}; deploy the stack again, or name another secret`);
  },

  prepare: async (rotation, current) => {
    const { password } = await upcoming();
    if (password !== current) return password;
    // An earlier rotation did not come to its end.
    return renew(rotation, current, await rotation.earlier('AWSPREVIOUS'));
  },

  add: async (rotation, current, pending) => {
    await keep(rotation, current);
    await bring(rotation, [pending]);
  },

  verify: (rotation, _, pending) => bring(rotation, [pending]),

  conclude: async (rotation, current, previous) =>
    // A task reads two secrets, and may have read them on both sides of a change.
    bring(rotation, [await renew(rotation, current, previous), current]),
});

/**
 * Keeps the current password for when it is the previous one, in the moment in which the label moves; until then the
 * previous one is older.
 */
async function keep(rotation: Rotation, current: string): Promise<void> {
  const { versions, version, fields } = await upcoming();
  if (fields[SaslSecretField.PREVIOUS_PASSWORD] === current) return;
  const older = retiresAtOnce() ? undefined : await rotation.earlier('AWSPREVIOUS');
  const kept = { [SaslSecretField.PREVIOUS_PASSWORD]: current, [SaslSecretField.OLDER_PASSWORD]: older ?? NO_PASSWORD };
  // By the versions that it follows: tried again, it is the same.
  const next = createHash('sha256').update(`${version} ${rotation.current}`).digest('hex');
  await replace(versions, next, { ...fields, ...kept });
}

/** Puts another password in the place of the upcoming one that has become the current one; says which is there. */
async function renew(rotation: Rotation, current: string, previous: string | undefined): Promise<string> {
  const { versions, password, fields } = await upcoming();
  if (password !== current) return password;
  // By the version that it follows: of two invocations at once, the first one's password is kept.
  await replace(versions, rotation.versions.holder('AWSCURRENT') ?? rotation.pending, {
    ...fields,
    [field()]: newPassword(),
    [SaslSecretField.PREVIOUS_PASSWORD]: (retiresAtOnce() ? undefined : previous) ?? NO_PASSWORD,
    [SaslSecretField.OLDER_PASSWORD]: NO_PASSWORD,
  });
  rotation.log('the upcoming password is made');
  return (await upcoming()).password;
}

/** What nodes read beside the password of the clients. */
async function upcoming() {
  const versions = await versionsOf(upcomingSecret());
  const version = versions.holder('AWSCURRENT') ?? '';
  const text = (await versions.text(version)) ?? '';
  return { versions, version, password: passwordIn(text, field()), fields: objectIn(text, field()) };
}

async function replace(versions: SecretVersions, version: string, fields: object): Promise<void> {
  await versions.put(version, JSON.stringify(fields));
  await versions.move('AWSCURRENT', version);
}

/** Restarts the nodes that do not take some passwords, one after the other, until they do. */
async function bring(rotation: Rotation, passwords: readonly string[]): Promise<void> {
  const services = listed(SaslRotationVariable.SERVICES);
  for (const [index, host] of listed(SaslRotationVariable.HOSTS).entries()) {
    for (const password of passwords) await bringNode(rotation, host, services[index], password);
  }
}

async function bringNode({ deadline, log }: Rotation, host: string, service: string, password: string): Promise<void> {
  const cluster = requiredVariable(SaslRotationVariable.CLUSTER);
  let refused = false;
  for (let restarts = 0; ; ) {
    // Asked before the login: what a task says that is about to end, says nothing of the one that follows.
    const settled = refused && (await isSettled(cluster, service));
    const { accepted, failure = 'it refuses the password' } = await signIn(nodeAt(host), password);
    if (accepted === true) return;
    const again = accepted === false && !refused;
    refused = accepted === false;
    if (again) continue;
    // One that does not answer may be starting: it is waited for.
    if (refused && settled) {
      if (restarts === RESTARTS) throw new RotationError(refusal(host, service));
      await restart(cluster, service);
      restarts += 1;
      log(`${host} is restarted, and empty`);
    }
    await deadline.pause(`waiting for ${host} (${failure})`);
  }
}

function refusal(host: string, service: string): string {
  return `${host} refuses the password after ${RESTARTS} restarts; see the events of service ${service}`;
}

function nodeAt(host: string): SaslNode {
  return {
    host,
    port: Number(requiredVariable(RotationVariable.PORT)),
    user: user(),
    tls: variable(SaslRotationVariable.TLS) === 'true',
    ca: variable(SaslRotationVariable.CA_CERTIFICATE),
  };
}

const retiresAtOnce = () => variable(RotationVariable.RETIRE_PREVIOUS) === 'immediately';
const listed = (name: SaslRotationVariable) => requiredVariable(name).split(',');
const upcomingSecret = () => requiredVariable(SaslRotationVariable.UPCOMING_SECRET_ARN);
const user = () => requiredVariable(RotationVariable.USER_NAME);
const field = () => requiredVariable(RotationVariable.SECRET_FIELD);
