import { Grant, type IGrantable, PolicyStatement, Role, UnknownPrincipal } from 'aws-cdk-lib/aws-iam';
import { Annotations, Stack, Token, TokenComparison } from 'aws-cdk-lib/core';
import { Construct, Dependable, type IConstruct } from 'constructs';
import { WARNING_PREFIX } from '../policy/enforce';
import { weakly } from './weak-reference';

/** What is allowed, and on what. */
export interface Allowed {
  /** The actions, without the name of the service. */
  readonly actions: readonly string[];
  /** The ARNs. */
  readonly on: readonly string[];
  /**
   * Whose they are, beside the cache's.
   *
   * @default - nobody's
   */
  readonly also?: readonly IConstruct[];
}

/** A cache to which something is granted. */
export interface GrantedCache {
  /** The construct for which warnings speak, and in whose stack the ARNs are known. */
  readonly scope: IConstruct;
  /** The account that owns the cache. */
  readonly account: string;
}

/**
 * Writes statements into the policy of the grantee. ElastiCache has no resource policies, so what cannot be written there
 * is not granted at all: that is a warning, because somebody else may have written it.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/security_iam_service-with-iam.html
 */
export function writtenGrant({ scope, account }: GrantedCache, grantee: IGrantable, allowed: Allowed[]): Grant {
  const principal = grantee.grantPrincipal;
  const from = Construct.isConstruct(principal) ? principal : undefined;
  const warn = (id: string, message: string) =>
    Annotations.of(from ?? scope).addWarningV2(`${WARNING_PREFIX}${id}`, `${message} (${PAGE})`);

  const other = principal.principalAccount;
  if (other !== undefined && Token.compareStrings(other, account) === TokenComparison.DIFFERENT) {
    warn(
      'grant-across-accounts',
      `'grantee' needs a principal of account ${account}, which owns the cache, got one of account ${other}; ` +
        'grant to a role of the account of the cache, and let the client assume it',
    );
    return Grant.drop(grantee, allowed.flatMap(({ actions }) => actions.map(named)).join(', '));
  }

  const grant = allowed
    .map(({ actions, on, also = [] }) =>
      Grant.addToPrincipal({
        grantee,
        actions: actions.map(named),
        resourceArns: on.map((arn) => [scope, ...also].reduce((value, owner) => weakly(value, from, owner), arn)),
      }),
    )
    .reduce((left, right) => left.combine(right));
  if (isLost(grant, grantee)) {
    const resolve = (value: unknown) => Stack.of(scope).resolve(value);
    const got =
      from === undefined ? JSON.stringify(resolve(principal.policyFragment.principalJson)) : `'${from.node.path}'`;
    const statements = allowed.map(({ actions, on }) =>
      new PolicyStatement({ actions: actions.map(named), resources: [...on] }).toStatementJson(),
    );
    warn(
      'grant-not-written',
      `'grantee' needs a principal whose policy this app may change, got ${got}; ` +
        `have its owner add ${JSON.stringify(resolve(statements))}`,
    );
  }
  return grant;
}

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/security_iam_service-with-iam.html';

/**
 * Whether the statements stand in no policy: then there is nothing that a resource could wait for. `grant.success` does not
 * tell, because an imported role that must not be changed says that it took them. So do two others that say themselves
 * what is to be done: the role of a resource of which nothing is known, and the roles of `Role.customizeRoles`.
 */
function isLost(grant: Grant, { grantPrincipal }: IGrantable): boolean {
  if (grantPrincipal instanceof Role || grantPrincipal instanceof UnknownPrincipal) return false;
  return Dependable.of(grant).dependencyRoots.length === 0;
}

function named(action: string): string {
  return `elasticache:${action}`;
}
