import { type IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import { Construct, Dependable, type IConstruct } from 'constructs';
import type { ClientIdentity } from '../access/client-identity';
import { spelled } from '../access/spelled-value';
import { weakly } from '../access/weak-reference';
import { WARNING_PREFIX } from '../policy/enforce';
import type { CacheFacts } from './cache-facts';

/**
 * What a client has to be allowed, to be who it is. Always in its own policies: a policy of the secret or of the key that
 * names the client's role would make the stack of the cache depend on that of the client.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 */
export function identityStatements(
  cache: CacheFacts,
  { kind, user, secret }: ClientIdentity,
  client: IConstruct,
): PolicyStatement[] {
  if (kind === AuthKind.IAM && cache.iamStatements !== undefined) return cache.iamStatements(client);
  if (kind === AuthKind.IAM && user !== undefined) {
    const resources = [weakly(cache.arn, client, cache.construct), weakly(user.userArn, client, user)];
    return [new PolicyStatement({ actions: ['elasticache:Connect'], resources })];
  }
  return secret === undefined ? [] : secretStatements(secret, client);
}

function secretStatements(secret: ISecret, client: IConstruct): PolicyStatement[] {
  // The ARN of a secret that is imported by its name lacks the six characters that the service appended.
  const arn = weakly(secret.secretFullArn ?? `${secret.secretArn}-??????`, client, secret);
  const read = new PolicyStatement({
    actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    resources: [arn],
  });
  const key = secret.encryptionKey;
  if (key === undefined) return [read];
  const decrypt = new PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [weakly(key.keyArn, client, key)],
    conditions: {
      StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(client).region}.amazonaws.com` },
    },
  });
  return [read, decrypt];
}

/**
 * Writes statements into the policy of a client. Where that cannot be, they stand in a warning: somebody else may have
 * written them.
 */
export function allow(
  principal: IPrincipal | undefined,
  statements: readonly PolicyStatement[],
  client: IConstruct,
): void {
  const lost = statements.filter((statement) => !isWritten(principal, statement));
  if (lost.length === 0) return;
  const got = nameOf(principal);
  const json = JSON.stringify(lost.map((statement) => spelled(client, statement.toStatementJson())));
  Annotations.of(client).addWarningV2(
    `${WARNING_PREFIX}connect-role`,
    `'target' needs a role whose policies this app may change, got ${got}; add by hand: ${json} (${PAGE})`,
  );
}

/**
 * Whether a statement stands in a policy now. Roles that must not be changed say that they took it, but neither have a
 * policy nor name something that a resource could wait for; and the principal of an imported resource is of nobody.
 */
function isWritten(principal: IPrincipal | undefined, statement: PolicyStatement): boolean {
  if (principal === undefined || isUnknown(principal)) return false;
  const { statementAdded, policyDependable } = principal.addToPrincipalPolicy(statement);
  if (!statementAdded) return false;
  if (Construct.isConstruct(principal) && principal.node.tryFindChild('DefaultPolicy') !== undefined) return true;
  return policyDependable !== undefined && Dependable.of(policyDependable).dependencyRoots.length > 0;
}

function nameOf(principal: IPrincipal | undefined): string {
  if (principal === undefined) return 'none';
  if (isUnknown(principal)) return 'none that is known';
  return Construct.isConstruct(principal) ? `'${principal.node.path}'` : String(principal);
}

/** It would warn as well, once for each statement. */
function isUnknown(principal: IPrincipal): boolean {
  return 'resource' in principal && !Construct.isConstruct(principal);
}

const PAGE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html';
