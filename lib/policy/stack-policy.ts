import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { attachCustomSynthesis, CfnResource, type ISynthesisSession, NestedStack, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { INSTANCE_TYPE, PROTECTED_TYPES } from '../catalog/protected-types';
import { MAX_POLICY_BYTES, protectingPolicy, stackPolicyFile } from '../rules/stack-policy-document';
import { InvalidCacheError } from './invalid-cache-error';

const PAGE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html';
const ID = 'StackPolicy';

/** What a stack policy protects beside what it always does. */
export interface StackPolicyOptions {
  /**
   * Types of resources that no update may replace or delete, such as `AWS::S3::Bucket`.
   *
   * @default - caches, databases, secrets, keys and backup vaults
   */
  readonly types?: string[];
  /**
   * Logical ids of single resources of the stack that no update may replace or delete.
   *
   * @default - none
   */
  readonly logicalIds?: string[];
}

/**
 * A stack policy beside the template: updates of the stack that would replace or delete what holds data are denied. It
 * does not stop whoever deletes the stack; termination protection does.
 *
 * CloudFormation takes it after the first deployment, from `npx cdk-cache-tier protect cdk.out`: `cdk deploy` cannot set it.
 */
export class StackPolicy extends Construct {
  /**
   * Protects what holds data in a stack and in its nested stacks. Called again, it adds to what is protected.
   *
   * @param stack the stack, not nested
   * @param options what else is protected
   * @throws InvalidCacheError with every type and id that cannot stand in a policy
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
   */
  public static protect(stack: Stack, options: StackPolicyOptions = {}): StackPolicy {
    const problems = optionProblems(stack, options);
    if (problems.length > 0) throw new InvalidCacheError(stack.node.path, problems);
    const policy = (stack.node.tryFindChild(ID) as StackPolicy | undefined) ?? new StackPolicy(stack);
    for (const type of options.types ?? []) policy.types.add(type);
    for (const id of options.logicalIds ?? []) policy.logicalIds.add(id);
    return policy;
  }

  private readonly types = new Set(PROTECTED_TYPES.map(({ type }) => type));
  private readonly logicalIds = new Set<string>();

  private constructor(private readonly stack: Stack) {
    super(stack, ID);
    attachCustomSynthesis(this, { onSynthesize: (session) => this.write(session) });
    this.node.addValidation({ validate: () => this.problems() });
  }

  private write({ outdir }: ISynthesisSession): void {
    for (const stack of this.stacks()) {
      writeFileSync(join(outdir, stackPolicyFile(stack.templateFile)), this.textOf(stack));
    }
  }

  /** Each stack has a policy of its own: that of a parent does not reach into a nested stack. */
  private stacks(): Stack[] {
    return [this.stack, ...nestedIn(this.stack)];
  }

  private textOf(stack: Stack): string {
    const resources = resourcesOf(stack);
    const instances = resources.filter(({ cfnResourceType }) => cfnResourceType === INSTANCE_TYPE);
    const alone = instances.filter(
      (instance) => (instance as Partial<CfnDBInstance>).dbClusterIdentifier === undefined,
    );
    // Readers of Aurora come and go with the load, so that where there are some, instances are named one by one.
    const types = [...this.types].filter((type) => type !== INSTANCE_TYPE || alone.length === instances.length);
    const named = types.includes(INSTANCE_TYPE) ? [] : alone.map(logicalIdOf);
    // To delete a nested stack is an update of its parent.
    const nested = nestedIn(stack, 'direct').filter((each) => this.holdsData(each));
    const nestedIds = nested.map(({ nestedStackResource }) => logicalIdOf(nestedStackResource as CfnResource));
    const ids = new Set(this.logicalIds.size > 0 ? resources.map(logicalIdOf) : []);
    const stated = [...this.logicalIds].filter((id) => ids.has(id));
    const policy = protectingPolicy(types, [...new Set([...named, ...nestedIds, ...stated])].sort());
    return `${JSON.stringify(policy, undefined, 1)}\n`;
  }

  private holdsData(stack: Stack): boolean {
    return [stack, ...nestedIn(stack)]
      .flatMap(resourcesOf)
      .some((resource) => this.types.has(resource.cfnResourceType) || this.logicalIds.has(logicalIdOf(resource)));
  }

  private problems(): string[] {
    const ids = new Set(this.logicalIds.size > 0 ? this.stacks().flatMap(resourcesOf).map(logicalIdOf) : []);
    const unknown = [...this.logicalIds].filter((id) => !ids.has(id));
    const large = this.stacks().filter((stack) => Buffer.byteLength(this.textOf(stack)) > MAX_POLICY_BYTES);
    return [
      ...unknown.map((id) => `'logicalIds' needs ids of resources of the stack, got '${id}'; correct it (${PAGE})`),
      ...large.map(
        (stack) =>
          `'logicalIds' needs a policy of ${MAX_POLICY_BYTES} bytes at most, got ${Buffer.byteLength(this.textOf(stack))}; ` +
          `name types instead (${PAGE})`,
      ),
    ];
  }
}

function optionProblems(stack: Stack, { types = [], logicalIds = [] }: StackPolicyOptions): string[] {
  const wrongTypes = types.filter((type) => !/^\w+(::[\w@-]+)+$/.test(type));
  const wrongIds = logicalIds.filter((id) => !/^[A-Za-z0-9]{1,255}$/.test(id));
  return [
    ...(NestedStack.isNestedStack(stack)
      ? [`'stack' needs the outermost stack, got a nested one; protect its parent, which protects both (${PAGE})`]
      : []),
    ...wrongTypes.map((type) => `'types' needs types such as 'AWS::S3::Bucket', got '${type}'; correct it (${PAGE})`),
    ...wrongIds.map((id) => `'logicalIds' needs letters and digits, got '${id}'; correct it (${PAGE})`),
  ];
}

/** The nested stacks of a stack: all of them, or those whose parent it is. */
function nestedIn(stack: Stack, depth: 'all' | 'direct' = 'all'): NestedStack[] {
  const isIn = (nested: NestedStack): boolean => {
    const parent = nested.nestedStackParent;
    return parent === stack || (depth === 'all' && NestedStack.isNestedStack(parent) && isIn(parent));
  };
  return stack.node.findAll().filter(NestedStack.isNestedStack).filter(isIn);
}

function resourcesOf(stack: Stack): CfnResource[] {
  return stack.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter((resource) => Stack.of(resource) === stack);
}

function logicalIdOf(resource: CfnResource): string {
  return Stack.of(resource).resolve(resource.logicalId);
}
