import type { ConnectPolicy, ConnectResource, ConnectStatement, ConnectTarget } from './connect-policy-shape';
import { PAGES } from './pages';
import { shownText } from './readable-text';
import type { Rule } from './rule';

/** Policies that let IAM users of caches connect: `elasticache:Connect`. */
export const CONNECT_POLICY_RULES: readonly Rule<ConnectPolicy>[] = [
  {
    id: 'connect-needs-user',
    // Not an error: another policy of the same role may name the user.
    level: 'warning',
    fact: 'documented',
    property: 'PolicyDocument',
    broken: (it) => named(it, ...CACHES).length > 0 && !covers(it, 'user'),
    needs: "the ARN of a user beside that of the cache for 'elasticache:Connect', which asks for both",
    got: (it) => shown(named(it, ...CACHES)),
    remedy: 'add the ARN of the IAM user as whom the client connects',
    page: PAGES.authIam,
  },
  {
    id: 'connect-needs-cache',
    // Not an error: another policy of the same role may name the cache.
    level: 'warning',
    fact: 'documented',
    property: 'PolicyDocument',
    broken: (it) => named(it, 'user').length > 0 && !covers(it, ...CACHES),
    needs: "the ARN of a cache beside that of the user for 'elasticache:Connect', which asks for both",
    got: (it) => shown(named(it, 'user')),
    remedy: 'add the ARN of the cache',
    page: PAGES.authIam,
  },
  {
    id: 'connect-arn-form',
    level: 'error',
    fact: 'documented',
    property: 'PolicyDocument',
    broken: (it) => slashed(it).length > 0,
    needs:
      'a colon between the type and the name: an ARN with a slash is that of nothing, and the connection is refused',
    got: (it) => shown(slashed(it)),
    remedy: (it) => `write ${shownText(slashed(it)[0].arn.replace(/\/(.*)$/, ':$1'))}`,
    page: PAGES.authIam,
  },
  {
    id: 'connect-arn-case',
    level: 'warning',
    fact: 'inferred',
    property: 'PolicyDocument',
    broken: (it) => upperCase(it).length > 0,
    needs: 'names in lower case, in which the service stores them: ARNs are compared letter by letter',
    got: (it) => shown(upperCase(it)),
    remedy: 'write the names in lower case',
    page: PAGES.authIam,
  },
  {
    id: 'connect-anything',
    level: 'warning',
    fact: 'inferred',
    property: 'PolicyDocument',
    broken: (it) =>
      it.statements.some((statement) => (statement.explicit || statement.wholeService) && isOpen(statement)),
    needs:
      "the ARNs of a cache and of a user for 'elasticache:Connect', or whoever has it is every IAM user of every cache",
    got: "'*'",
    remedy: 'name the cache and the user',
    page: PAGES.authIam,
  },
  {
    id: 'connect-condition',
    level: 'warning',
    fact: 'inferred',
    property: 'PolicyDocument',
    broken: (it) => unmet(it).length > 0,
    needs:
      'conditions that the service knows for a replication group, aws:SourceIp and aws:ResourceTag, or nobody connects',
    got: (it) => unmet(it).join(', '),
    remedy: 'leave the condition out, or give serverless caches a statement of their own',
    page: PAGES.authIam,
  },
];

/** The same, for resources whose policies stand in a list. */
export const INLINE_CONNECT_POLICY_RULES: readonly Rule<ConnectPolicy>[] = CONNECT_POLICY_RULES.map((rule) => ({
  ...rule,
  property: 'Policies',
}));

const CACHES: readonly ConnectTarget[] = ['replication group', 'serverless cache'];

/** The keys that the page has for serverless caches alone. */
const SERVERLESS_KEYS = /^aws:(vpcsourceip|sourcevpc|sourcevpce|currenttime|epochtime)$/;

/** What statements that speak of connecting name. */
function named({ statements }: ConnectPolicy, ...targets: readonly ConnectTarget[]): ConnectResource[] {
  return statements
    .filter(({ explicit }) => explicit)
    .flatMap(({ resources }) => resources.filter(({ target }) => targets.includes(target)));
}

/** Whether some statement may allow it, those included that are not fully known. */
function covers({ statements }: ConnectPolicy, ...targets: readonly ConnectTarget[]): boolean {
  const enough: readonly ConnectTarget[] = [...targets, 'anything', 'unknown'];
  return statements.some(({ resources }) => resources.some(({ target }) => enough.includes(target)));
}

function slashed(it: ConnectPolicy): ConnectResource[] {
  return named(it, ...CACHES, 'user').filter(({ separator }) => separator === '/');
}

function upperCase(it: ConnectPolicy): ConnectResource[] {
  return named(it, ...CACHES, 'user').filter(({ name = '' }) => name !== name.toLowerCase());
}

function isOpen({ resources }: ConnectStatement): boolean {
  return resources.some(({ target }) => target === 'anything');
}

function unmet({ statements }: ConnectPolicy): string[] {
  return statements
    .filter(({ explicit, resources }) => explicit && resources.some(({ target }) => target === 'replication group'))
    .flatMap(({ conditionKeys }) => conditionKeys.filter((key) => SERVERLESS_KEYS.test(key)))
    .map((key) => `'${key}'`);
}

function shown(resources: readonly ConnectResource[]): string {
  return resources.map(({ arn }) => shownText(arn)).join(', ');
}
