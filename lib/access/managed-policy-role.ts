import {
  type AddToPrincipalPolicyResult,
  ManagedPolicy,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What a role is for. */
export interface ManagedPolicyRoleProps {
  /** The service that has it, such as `lambda.amazonaws.com`. */
  readonly service: string;
  /** What may be done with it; the policy has the same description. */
  readonly description: string;
}

/**
 * A role whose one policy is a managed one, and grows with what is granted: the CDK would write an inline policy, which the
 * packs of cdk-nag refuse.
 */
export class ManagedPolicyRole extends Role {
  private readonly policyDescription: string;
  private policy?: ManagedPolicy;

  constructor(scope: Construct, id: string, { service, description }: ManagedPolicyRoleProps) {
    super(scope, id, { assumedBy: new ServicePrincipal(service), description });
    this.policyDescription = description;
  }

  public override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    // A child of the role, so that who waits for the role waits for its policy. IAM takes none that is empty.
    this.policy ??= new ManagedPolicy(this, 'Policy', { description: this.policyDescription, roles: [this] });
    this.policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.policy };
  }
}
