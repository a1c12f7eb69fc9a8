import { Annotations, CfnResource, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { Level, Words } from '../rules/rule';
import { checkTemplate, lower, METADATA_KEY, type TemplateFinding } from '../rules/template';
import { L1_WORDS } from '../rules/words';
import { InvalidCacheError } from './invalid-cache-error';
import { loweredFor } from './lowered-rules';

/** The prefix of every warning of this library: `Annotations.of(x).acknowledgeWarning('cdk-cache-tier:<rule>')`. */
export const WARNING_PREFIX = 'cdk-cache-tier:';

const JUDGED = Symbol.for('cdk-cache-tier.judged');

/** How a construct's resources are judged. */
export interface EnforceOptions {
  /** The words of its properties. */
  readonly say: Words;
  /**
   * What the construct itself found wrong.
   *
   * @default - nothing
   */
  readonly problems?: readonly string[];
  /**
   * Constructs whose resources its resources refer to; they are judged where they are made.
   *
   * @default - none
   */
  readonly around?: readonly (IConstruct | undefined)[];
}

/**
 * Judges the resources of a construct in its constructor: every error in one exception, every warning as an annotation
 * that can be acknowledged. What escape hatches and later verbs make of the resources is judged again at synthesis.
 *
 * @param construct the construct, whose path stands in the message
 * @param resources its L1 resources
 * @throws InvalidCacheError with everything that the service would refuse
 */
export function enforce(construct: IConstruct, resources: readonly CfnResource[], options: EnforceOptions): void {
  const { say, problems = [], around = [] } = options;
  const context = around.map((other) => other?.node.defaultChild).filter(CfnResource.isCfnResource);
  const findings = judge(resources, context, say);
  const errors = messages(findings, 'error');
  if (problems.length + errors.length > 0) throw new InvalidCacheError(construct, [...problems, ...errors]);
  for (const { ruleId, message } of findings) {
    Annotations.of(construct).addWarningV2(`${WARNING_PREFIX}${ruleId}`, message);
  }
  for (const resource of resources) {
    const own = findings.filter(({ logicalId }) => logicalId === idOf(resource));
    recordLowered(resource, own);
    (resource as Judged)[JUDGED] = new Set(own.map(({ ruleId }) => ruleId));
  }
  construct.node.addValidation({ validate: () => messages(judge(resources, context, L1_WORDS), 'error') });
}

/**
 * Makes a part of a construct; what is wrong with the part joins the problems of the whole. A part that is refused stands
 * in the tree all the same, because the rules of the whole look at it: it calls `enforce` last.
 */
export function attempt<T extends IConstruct>(problems: string[], scope: IConstruct, id: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InvalidCacheError)) throw error;
    problems.push(...error.problems);
    return scope.node.findChild(id) as T;
  }
}

/** The rules that a construct has already warned of itself; whether it was acknowledged is the construct's affair. */
export function warnedOf(resource: IConstruct): ReadonlySet<string> {
  return (resource as Judged)[JUDGED] ?? new Set();
}

interface Judged extends IConstruct {
  [JUDGED]?: ReadonlySet<string>;
}

/** What the rules say of the resources as they would stand in the template now. */
function judge(resources: readonly CfnResource[], context: readonly CfnResource[], say: Words): TemplateFinding[] {
  const { region, account } = Stack.of(resources[0]);
  const lowered = loweredFor(resources[0]);
  const rendered = [...resources, ...context].map((resource) => render(resource));
  const place = { region: literal(region), account: literal(account) };
  const ids = resources.map(idOf);
  return checkTemplate({ Resources: Object.assign({}, ...rendered) }, place, say)
    .filter(({ logicalId }) => ids.includes(logicalId))
    .map((finding) => lower(finding, lowered));
}

function messages(findings: readonly TemplateFinding[], level: Level): string[] {
  return findings.filter((finding) => finding.level === level).map(({ message }) => message);
}

/**
 * The resource as CloudFormation will see it, overrides included. `_toCloudFormation` is what the CDK's own synthesis
 * calls, and the only door to `addPropertyOverride`; a test holds it at the oldest and the newest CDK that we support.
 */
function render(resource: CfnResource): object {
  const fragment = (resource as unknown as { _toCloudFormation(): object })._toCloudFormation();
  return (Stack.of(resource).resolve(fragment) as { Resources: object }).Resources;
}

function recordLowered(resource: CfnResource, findings: readonly TemplateFinding[]): void {
  const lowered = findings.flatMap(({ ruleId: id, loweredBecause: reason }) => (reason ? [{ id, reason }] : []));
  if (lowered.length > 0) resource.addMetadata(METADATA_KEY, { lowered });
}

function idOf(resource: CfnResource): string {
  return Stack.of(resource).resolve(resource.logicalId);
}

function literal(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}
