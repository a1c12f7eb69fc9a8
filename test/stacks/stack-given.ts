import { App, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { checkTemplate } from '../../lib/rules/template';
import { readStacks } from '../../lib/stacks/app-stacks';

/** The stack of a kind, as the context describes it. */
export function stackOf(kind: string, cacheTier: object = {}): Stack {
  const [{ make }] = readStacks({ cacheTier: { ...cacheTier, stacks: [kind] } });
  return make(new App({ analyticsReporting: false }));
}

/** Its template. */
export function templateOf(kind: string, cacheTier: object = {}): Template {
  return Template.fromStack(stackOf(kind, cacheTier));
}

/** Its link for applications that the app does not have, with the names of what only the deployment knows. */
export function linkIn(template: Template, name: string): { readonly [field: string]: string } {
  const [found] = Object.values(template.findResources('AWS::SSM::Parameter', { Properties: { Name: name } }));
  const parts: unknown[] = found.Properties.Value['Fn::Join'][1];
  const named = (part: unknown) => JSON.stringify(part).replaceAll('"', "'");
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : named(part))).join(''));
}

/** The logical ids of the resources of some types. */
export function idsOf(template: Template, types: RegExp): string[] {
  const resources: { [id: string]: { Type: string } } = template.toJSON().Resources;
  return Object.entries(resources)
    .filter(([, { Type }]) => types.test(Type))
    .map(([id, { Type }]) => `${Type} ${id}`)
    .sort();
}

/** The rules of this library that a stack breaks, and its warnings. */
export function complaints(stack: Stack): string[] {
  const template = Template.fromStack(stack).toJSON() as Parameters<typeof checkTemplate>[0];
  return [
    ...checkTemplate(template).map(({ ruleId }) => ruleId),
    ...Annotations.fromStack(stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => String(entry.data)),
  ];
}
