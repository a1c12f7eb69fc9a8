import { RotationVariable } from 'cache-tier/link';
import { NO_PASSWORD, SaslRotationVariable, SaslSecretField } from '../catalog/sasl-password-rotation';
import { isSettled, restart } from './container-services';
import { RotationError } from './rotation-error';
import { type Rotation, requiredVariable, rotationHandler, variable } from './rotation-steps';
import { type SaslNode, signIn } from './sasl-login';
import { newPassword, objectIn, passwordIn } from './secret-text';
import { versionsOf } from './secret-versions';

/** How often a node is restarted that goes on refusing a password which it should have read. */
const RESTARTS = 2;

/**
 * Rotates the password of a Memcached with SASL, whose nodes read secrets when they start, and only then. So they know the
 * next password before it is needed: it waits in a secret of its own. A rotation makes it the current one, which every node
 * takes already, puts a new one in its place, and restarts the nodes one after the other, so that they know that. From then
 * on they refuse the password before the previous one. Cut off anywhere, clients log in with what they have.
 */
export const handler = rotationHandler({
  check: (text) => {
    const name = objectIn(text, field())[SaslSecretField.USER];
    if (name === user()) return;
    throw new RotationError(`the secret needs to be of user ${user()}; deploy the stack again, or name another secret`);
  },

  prepare: async (rotation, current) => {
    const upcoming = await upcomingPassword();
    if (upcoming !== current) return upcoming;
    // An earlier rotation did not come to its end.
    return renew(rotation, current, await rotation.earlier('AWSPREVIOUS'));
  },

  add: (rotation, _, pending) => bring(rotation, pending),

  verify: (rotation, _, pending) => bring(rotation, pending),

  conclude: async (rotation, current, previous) => bring(rotation, await renew(rotation, current, previous)),
});

/** Puts another password in the place of the upcoming one that has become the current one; says which is there. */
async function renew(rotation: Rotation, current: string, previous: string | undefined): Promise<string> {
  const upcoming = await upcomingPassword();
  if (upcoming !== current) return upcoming;
  const versions = await versionsOf(upcomingSecret());
  const text = (await versions.text(versions.holder('AWSCURRENT') ?? '')) ?? '';
  const immediately = variable(RotationVariable.RETIRE_PREVIOUS) === 'immediately';
  const fields = {
    ...objectIn(text, field()),
    [field()]: newPassword(),
    [SaslSecretField.PREVIOUS_PASSWORD]: (immediately ? undefined : previous) ?? NO_PASSWORD,
  };
  // By the version that it follows: of two invocations at once, the first one's password is kept.
  const version = rotation.versions.holder('AWSCURRENT') ?? rotation.pending;
  await versions.put(version, JSON.stringify(fields));
  await versions.move('AWSCURRENT', version);
  rotation.log('the upcoming password is made');
  return upcomingPassword();
}

/** Restarts the nodes that do not take a password, one after the other, until they do. */
async function bring(rotation: Rotation, password: string): Promise<void> {
  const services = listed(SaslRotationVariable.SERVICES);
  for (const [index, host] of listed(SaslRotationVariable.HOSTS).entries()) {
    await bringNode(rotation, host, services[index], password);
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

async function upcomingPassword(): Promise<string> {
  const versions = await versionsOf(upcomingSecret());
  return passwordIn((await versions.text(versions.holder('AWSCURRENT') ?? '')) ?? '', field());
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

const listed = (name: SaslRotationVariable) => requiredVariable(name).split(',');
const upcomingSecret = () => requiredVariable(SaslRotationVariable.UPCOMING_SECRET_ARN);
const user = () => requiredVariable(RotationVariable.USER_NAME);
const field = () => requiredVariable(RotationVariable.SECRET_FIELD);
