import { App, type Environment, Stack } from 'aws-cdk-lib/core';

export { DOCS, messageOf, network, resources, warningsIn } from '../cache/given';

/** A stack in an app of its own. */
export function stack(id = 'Stack', env?: Environment, app = new App()): Stack {
  return new Stack(app, id, { env });
}

/** The resources of a type, as the template has them. */
export function ofType(template: { readonly [id: string]: object }, type: string): Resource[] {
  return (Object.values(template) as Resource[]).filter((resource) => resource.Type === type);
}

// biome-ignore lint/suspicious/noExplicitAny: tests read into templates
type Resource = { readonly [attribute: string]: any };
