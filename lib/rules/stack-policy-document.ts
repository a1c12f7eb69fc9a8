/** One statement of a stack policy: the part of the grammar that is used here. */
export interface StackPolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Principal: '*';
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly StringEquals: { readonly ResourceType: readonly string[] } };
}

/** A stack policy: what an update may do to the resources of a stack. */
export interface StackPolicyDocument {
  readonly Statement: readonly StackPolicyStatement[];
}

/** Bytes of a policy at most (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html). */
export const MAX_POLICY_BYTES = 16_384;

/** A policy that is set can be replaced, not removed: this is how it ends. */
export const ALLOW_ALL: StackPolicyDocument = {
  Statement: [{ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }],
};

const DENIED = ['Update:Replace', 'Update:Delete'];

/**
 * Allows every update but what replaces or deletes resources of these types, or with these logical ids. A policy denies
 * what it does not allow, and where two statements meet, the denial wins
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html).
 */
export function protectingPolicy(types: readonly string[], logicalIds: readonly string[]): StackPolicyDocument {
  const deny = { Effect: 'Deny', Action: DENIED, Principal: '*' } as const;
  const ofTypes = { ...deny, Resource: '*', Condition: { StringEquals: { ResourceType: types } } };
  const ofIds = { ...deny, Resource: logicalIds.map((id) => `LogicalResourceId/${id}`) };
  return {
    Statement: [
      ...ALLOW_ALL.Statement,
      ...(types.length > 0 ? [ofTypes] : []),
      ...(logicalIds.length > 0 ? [ofIds] : []),
    ],
  };
}

/** The file of a policy, beside the template: `Cache.stack-policy.json` for `Cache.template.json`. */
export function stackPolicyFile(templateFile: string): string {
  return `${templateFile.replace(/\.template(?:\.json)?$|\.json$/, '')}.stack-policy.json`;
}
