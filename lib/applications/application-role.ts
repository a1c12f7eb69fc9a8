import type { AddToPrincipalPolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ManagedPolicyRole, type ManagedPolicyRoleProps } from '../access/managed-policy-role';

/** What a role of an application is for. */
export interface ApplicationRoleProps extends ManagedPolicyRoleProps {
  /**
   * What is allowed from the start.
   *
   * @default - nothing
   */
  readonly statements?: PolicyStatement[];
  /**
   * Called when a secret may be read: it has to be reached then.
   *
   * @default - nobody is
   */
  readonly onSecret?: () => void;
}

/** A role of an application, of which is known when it may read a secret. */
export class ApplicationRole extends ManagedPolicyRole {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ApplicationRoleProps,
  ) {
    super(scope, id, props);
    for (const statement of props.statements ?? []) this.addToPrincipalPolicy(statement);
  }

  public override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    const added = super.addToPrincipalPolicy(statement);
    if (statement.actions.includes('secretsmanager:GetSecretValue')) this.props.onSecret?.();
    return added;
  }
}
