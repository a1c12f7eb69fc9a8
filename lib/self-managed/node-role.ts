import {
  type AddToPrincipalPolicyResult,
  ManagedPolicy,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A role of the tasks of a cache. What ECS needs to start them, the CDK grants to it: the secrets, the logs and, of a
 * private repository, the image. That stands in a managed policy, where the CDK would write an inline one.
 */
export class NodeRole extends Role {
  private policy?: ManagedPolicy;

  constructor(scope: Construct, id: string, description: string) {
    super(scope, id, { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'), description });
  }

  public override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    // A child of the role, so that who waits for the role waits for its policy. IAM takes none that is empty.
    this.policy ??= new ManagedPolicy(this, 'Policy', { roles: [this] });
    this.policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.policy };
  }
}
