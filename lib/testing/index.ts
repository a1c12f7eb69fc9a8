import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { type Change, compare } from '../review/replacement';
import { checkTemplate, isTemplate, type TemplateFinding } from '../rules/template';

export type { Change, ChangeKind } from '../review/replacement';
export type { LowerableFinding } from '../rules/lowering';
export type { FactStatus, Finding, Level } from '../rules/rule';
export type { TemplateFinding } from '../rules/template';

/**
 * What the rules of this library say of a synthesized stack, or of a template; for the tests of your own stacks.
 *
 * ```ts
 * expect(cacheFindings(stack)).toEqual([]);
 * ```
 *
 * @throws Error if the template has no resources
 */
export function cacheFindings(of: Stack | object): TemplateFinding[] {
  return checkTemplate(templateOf(of));
}

/**
 * What an update from one template to the next does to the caches in it: keep the template that is deployed beside your
 * tests, and no change of code replaces a cache unseen.
 *
 * ```ts
 * expect(cacheChanges(deployed, stack).filter(({ losesData }) => losesData)).toEqual([]);
 * ```
 *
 * @throws Error if one of the templates has no resources
 */
export function cacheChanges(before: Stack | object, after: Stack | object): Change[] {
  return resourceChanges(before, after).filter(({ resourceType }) => CACHES.test(resourceType));
}

/** Caches, and nested stacks, which may hold some. */
const CACHES = /^AWS::(ElastiCache::|CloudFormation::Stack$|Serverless::Application$)/;

/**
 * What an update from one template to the next does to each resource: databases, secrets, keys and buckets beside the
 * caches.
 *
 * ```ts
 * expect(resourceChanges(deployed, stack).filter(({ holdsData, kind }) => holdsData && kind === 'replaced')).toEqual([]);
 * ```
 *
 * @throws Error if one of the templates has no resources
 */
export function resourceChanges(before: Stack | object, after: Stack | object): Change[] {
  return compare(templateOf(before), templateOf(after));
}

function templateOf(of: Stack | object): Parameters<typeof compare>[0] {
  const template: unknown = 'templateOptions' in of ? Template.fromStack(of as Stack).toJSON() : of;
  if (!isTemplate(template)) throw new Error('cdk-cache-tier/testing: a template needs Resources, got none');
  return template;
}
