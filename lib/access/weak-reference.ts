import { CfnOutput, CfnResource, Names, Reference, ReferenceStrength, Stack, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { outermostStack } from './outermost-stack';

/**
 * The value for use in the stack of another construct. In the stack of its producer it is the value as it is, in any other
 * a weak reference: an export would lock the producer, and a cache that has to be replaced could not be, for as long as a
 * client's stack imports from it.
 *
 * Literals stay as they are. References are found in the whole value and in parts of it, as in an ARN; a reference inside
 * an intrinsic function or a lazy value keeps the strength that the app has chosen.
 *
 * @param value a text, usually with references to resources of the producer's stack
 * @param from who uses the value; undefined if that is not known, and then the value fits any stack
 * @param producer a construct of the stack that makes the value
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
export function weakly(value: string, from: IConstruct | undefined, producer: IConstruct): string {
  // Nested stacks of one stack are deployed together, and exchange values without exports.
  const consumer = from === undefined ? undefined : outermostStack(from);
  if (consumer === outermostStack(producer)) return value;
  const mapToken = (token: unknown) => (Reference.isReference(token) && crosses(token, consumer) ? weak(token) : token);
  const join = (left: string | undefined, right: string | undefined) => `${left ?? ''}${right ?? ''}`;
  return Tokenization.reverseString(value).mapTokens({ mapToken }).join({ join });
}

/** Whether it leaves its stack. From a nested stack to somewhere unknown it may not: handed up, it could not come back. */
function crosses({ target }: Reference, consumer: Stack | undefined): boolean {
  const producer = Stack.of(target);
  return consumer === undefined ? producer.nestedStackParent === undefined : outermostStack(target) !== consumer;
}

function weak(reference: Reference): string {
  const { target, displayName } = reference;
  const seen = CfnResource.isCfnResource(target) ? published(target, displayName) : reference;
  return Stack.consumeReference(seen.toString(), ReferenceStrength.WEAK);
}

/**
 * The attribute where other stacks can read it. Nested stacks hand it up: the CDK would do so too, but forgets on the way
 * that the reference was to be weak. Attributes that would ask for a physical name in another account are taken as they
 * are, because the output of a stack can be read from there.
 */
function published(target: CfnResource, attribute: string): Reference {
  const reference = attribute === 'Ref' ? Tokenization.reverseString(target.ref).firstToken : target.getAtt(attribute);
  const { nestedStackResource, node } = Stack.of(target);
  if (nestedStackResource === undefined) return reference as Reference;
  const id = `Weak${Names.nodeUniqueId(target.node)}${attribute}`.replace(/\W/g, '');
  const known = node.tryFindChild(id) as CfnOutput | undefined;
  const output = known ?? new CfnOutput(Stack.of(target), id, { value: (reference as Reference).toString() });
  return published(nestedStackResource, `Outputs.${output.logicalId}`);
}
