import type { AccessStringFault, AccessStringProblem } from './access-string-grammar';
import { PAGES } from './pages';
import type { FactStatus, Level, Rule } from './rule';
import type { User } from './user-shape';

/** What a user may do. The grammar finds what is wrong; a rule for each kind, so that each can be lowered alone. */
export const ACCESS_STRING_RULES: readonly Rule<User>[] = [
  {
    id: 'access-string-required',
    // Not an error: its page calls it optional, and the API does not.
    level: 'warning',
    fact: 'conflict',
    property: 'AccessString',
    broken: ({ properties: p }) => !('AccessString' in p),
    needs: 'to be there: without it the deployment ends with an internal error of the service',
    remedy: (_, say) => `state what the user may do, such as ${say.set('AccessString', 'on ~app:* +@read')}`,
    page: PAGES.createUser,
  },
  fault('access-string-empty', 'error', 'documented', ['empty'], 'at least one word'),
  fault('access-string-password', 'error', 'documented', ['password'], 'to leave passwords to the user'),
  fault('access-string-reset', 'error', 'documented', ['reset'], "to do without 'reset'"),
  fault('access-string-command', 'error', 'documented', ['forbidden-command'], 'commands that the service allows'),
  fault('access-string-unknown-command', 'warning', 'unverified', ['unknown-command'], 'commands that are known'),
  fault('access-string-category', 'warning', 'inferred', ['category'], 'categories that the engine has'),
  fault('access-string-form', 'warning', 'inferred', ['parenthesis', 'pattern', 'word'], 'words that the engine reads'),
  {
    id: 'access-string-off',
    level: 'warning',
    fact: 'documented',
    property: 'AccessString',
    broken: (it) => it.access !== undefined && it.access.on === undefined && it.properties.AccessString?.trim() !== '',
    needs: "'on' or 'off': without either the user is off, and nobody connects as it",
    // Never the whole string, which may hold a password by mistake.
    got: 'neither',
    remedy: "begin it with 'on'",
    page: PAGES.rbac,
  },
  {
    id: 'access-string-channels',
    level: 'warning',
    fact: 'unverified',
    property: 'AccessString',
    broken: ({ access }) => access?.on === true && has(access.words, PUBSUB) && !has(access.words, CHANNELS),
    needs: 'channels beside the commands of publish and subscribe: since engine 6.2 a user may have none without them',
    got: ({ access }) => (access?.words ?? []).filter((word) => PUBSUB.test(word)).join(' '),
    remedy: "add '&*', or the channels of the application, such as '&app:*'",
    page: PAGES.rbac,
  },
];

const PUBSUB = /^\+(@pubsub|p?subscribe|ssubscribe|s?publish)$/i;
const CHANNELS = /^(&.|allchannels$|resetchannels$|\()/i;

function has(words: readonly string[], pattern: RegExp): boolean {
  return words.some((word) => pattern.test(word));
}

/** A rule for some faults of the grammar, in its words; those of the summary, where nothing is wrong. */
function fault(
  id: string,
  level: Level,
  fact: FactStatus,
  faults: readonly AccessStringFault[],
  summary: string,
): Rule<User> {
  const find = ({ access }: User): AccessStringProblem | undefined =>
    [...(access?.problems ?? []), ...(access?.doubts ?? [])].find((problem) => faults.includes(problem.fault));
  return {
    id,
    level,
    fact,
    property: 'AccessString',
    broken: (it) => find(it) !== undefined,
    needs: (it) => find(it)?.needs ?? summary,
    got: (it) => find(it)?.got ?? 'something else',
    remedy: (it) => find(it)?.remedy ?? 'leave it out',
    page: PAGES.rbac,
  };
}
