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
  private readonly policy: ManagedPolicy;
  private readonly onSecret: () => void;

  constructor(scope: Construct, id: string, { service, description, statements, onSecret }: ApplicationRoleProps) {
    super(scope, id, { assumedBy: new ServicePrincipal(service), description });
    // A child of the role, so that who waits for the role waits for its policy.
    this.policy = new ManagedPolicy(this, 'Policy', { description, roles: [this], statements });
    this.onSecret = onSecret ?? (() => {});
  }

  public override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.policy.addStatements(statement);
    if (statement.actions.includes('secretsmanager:GetSecretValue')) this.onSecret();
    return { statementAdded: true, policyDependable: this.policy };
  }
}
