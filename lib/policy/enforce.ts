import { isDeepStrictEqual } from 'node:util';
import { Annotations, CfnResource, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { type LowerableFinding, lower, METADATA_KEY } from '../rules/lowering';
import type { Finding, Level, Words } from '../rules/rule';
import { checkResource, type Place } from '../rules/template';
import { L1_WORDS } from '../rules/words';
import { InvalidCacheError } from './invalid-cache-error';
import { l1Shape } from './l1-shape';
import { loweredFor } from './lowered-rules';

/** The prefix of every warning of this library: `Annotations.of(x).acknowledgeWarning('cdk-cache-tier:<rule>')`. */
export const WARNING_PREFIX = 'cdk-cache-tier:';

const JUDGED = Symbol.for('cdk-cache-tier.judged');

/** How a construct's resource is judged. */
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
   * Constructs whose resources its resource refers to; they are judged where they are made. Asked
   * again at synthesis, because users may join a group.
   *
   * @default - none
   */
  readonly around?: () => readonly IConstruct[];
}

/**
 * Judges the resource of a construct in its constructor: every error in one exception, every warning as an annotation
 * that can be acknowledged. What escape hatches and later verbs make of the resource is judged again at synthesis.
 *
 * @param construct the construct, whose path stands in the message
 * @param resource its L1 resource
 * @throws InvalidCacheError with everything that the service would refuse
 */
export function enforce(construct: IConstruct, resource: CfnResource, options: EnforceOptions): void {
  const { say, problems = [], around = () => [] } = options;
  const shapes = shapesOf(resource, around());
  const findings = judge(resource, shapes, say);
  const errors = messages(findings, 'error');
  if (problems.length + errors.length > 0) throw new InvalidCacheError(construct.node.path, [...problems, ...errors]);
  recordLowered(resource, findings);
  warn(construct, resource, findings);

  construct.node.addValidation({
    validate: () => {
      const now = shapesOf(resource, around());
      if (isDeepStrictEqual(now, shapes)) return [];
      const changed = judge(resource, now, L1_WORDS);
      recordLowered(resource, changed);
      warn(construct, resource, changed);
      return messages(changed, 'error');
    },
  });
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

/** Where the stack of a construct is deployed, as far as it is known. */
export function placeOf(construct: IConstruct): Place {
  const { region, account } = Stack.of(construct);
  return { region: literal(region), account: literal(account) };
}

/** Warns of what has not been said before: rules of lowered errors included. */
function warn(construct: IConstruct, resource: Judged, findings: readonly Finding[]): void {
  const said = warnedOf(resource);
  const fresh = findings.filter(({ level, ruleId }) => level === 'warning' && !said.has(ruleId));
  for (const { ruleId, message } of fresh) {
    Annotations.of(construct).addWarningV2(`${WARNING_PREFIX}${ruleId}`, message);
  }
  resource[JUDGED] = new Set([...said, ...fresh.map(({ ruleId }) => ruleId)]);
}

interface Judged extends IConstruct {
  [JUDGED]?: ReadonlySet<string>;
}

type Shapes = { readonly [id: string]: ReturnType<typeof l1Shape> };

/** The resource, under `it`, and what it refers to, as they would stand in the template now. */
function shapesOf(resource: CfnResource, around: readonly IConstruct[]): Shapes {
  const context = around
    .map((other) => (CfnResource.isCfnResource(other) ? other : other.node.defaultChild))
    .filter(CfnResource.isCfnResource);
  const ids = new Map(context.map((other) => [other, other.node.path]));
  const others = context.map((other) => [other.node.path, l1Shape(other)]);
  return { it: l1Shape(resource, ids), ...Object.fromEntries(others) };
}

function judge(resource: CfnResource, shapes: Shapes, say: Words): LowerableFinding[] {
  const lowered = loweredFor(resource);
  return checkResource(shapes.it, shapes, placeOf(resource), say).map((finding) => lower(finding, lowered));
}

/** With the id by which the rule can be lowered. */
function messages(findings: readonly Finding[], level: Level): string[] {
  return findings.filter((finding) => finding.level === level).map(({ message, ruleId }) => `${message} [${ruleId}]`);
}

function recordLowered(resource: CfnResource, findings: readonly LowerableFinding[]): void {
  const lowered = findings.flatMap(({ ruleId: id, loweredBecause: reason }) => (reason ? [{ id, reason }] : []));
  if (lowered.length > 0) resource.addMetadata(METADATA_KEY, { lowered });
}

function literal(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}
