import {
  type AddToPrincipalPolicyResult,
  ManagedPolicy,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What a role of an application is for. */
export interface ApplicationRoleProps {
  /** The service that has it, such as `lambda.amazonaws.com`. */
  readonly service: string;
  /** What may be done with it. */
  readonly description: string;
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

/**
 * A role whose one policy is a managed one, and grows with what is granted: the CDK would write an inline policy, which the
 * packs of cdk-nag refuse.
 */
export class ApplicationRole extends Role {
  private policy?: ManagedPolicy;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ApplicationRoleProps,
  ) {
    super(scope, id, { assumedBy: new ServicePrincipal(props.service), description: props.description });
    for (const statement of props.statements ?? []) this.addToPrincipalPolicy(statement);
  }

  public override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    const { description, onSecret } = this.props;
    // A child of the role, so that who waits for the role waits for its policy. IAM takes none that is empty.
    this.policy ??= new ManagedPolicy(this, 'Policy', { description, roles: [this] });
    this.policy.addStatements(statement);
    if (statement.actions.includes('secretsmanager:GetSecretValue')) onSecret?.();
    return { statementAdded: true, policyDependable: this.policy };
  }
}
