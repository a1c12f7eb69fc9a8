import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

// biome-ignore lint/suspicious/noExplicitAny: tests read into templates
export type Properties = { readonly [name: string]: any };

/** What only a deployment knows, by the name of a resource and what is asked of it. */
export type Known = (logicalId: string, attribute: string | undefined) => string;

/** A template whose values are asked for as a deployment would see them. */
export interface Deployed {
  /** The environment of the application: of its function, or of its container. */
  readonly environment: { readonly [name: string]: string };
  /** The resources of a type, with all values resolved, by their logical ids. */
  resources(type: string): { readonly [logicalId: string]: Properties };
}

/** An account and a Region for the pseudo parameters. */
const PSEUDO: { readonly [name: string]: string } = {
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Fails for whatever the table of the test does not know: nothing is made up. */
export function deployed(stack: Stack, known: Known): Deployed {
  const template = Template.fromStack(stack).toJSON() as Properties;
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, inner]] = entries.length > 0 ? entries : [['', undefined]];
    if (name === 'Ref')
      return PSEUDO[inner as string] ?? defaultOf(template.Parameters?.[inner]) ?? known(inner, undefined);
    if (name === 'Fn::GetAtt') return known(inner[0], inner[1]);
    if (name === 'Fn::Join') return (resolve(inner[1]) as unknown[]).join(inner[0]);
    if (name.startsWith('Fn::')) return undefined;
    return Object.fromEntries(entries.map(([key, each]) => [key, resolve(each)]));
  };
  const resources = (type: string) =>
    Object.fromEntries(
      Object.entries(template.Resources as { [id: string]: Properties })
        .filter(([, { Type }]) => Type === type)
        .map(([id, { Properties: properties }]) => [id, resolve(properties) as Properties]),
    );
  const [task] = Object.values(resources('AWS::ECS::TaskDefinition'));
  const listed = task?.ContainerDefinitions[0].Environment as { Name: string; Value: string }[] | undefined;
  // The functions that rotate secrets have the same name of a handler, and are told of no connection.
  const [fn] = Object.values(resources('AWS::Lambda::Function')).filter(({ Environment }) =>
    Object.keys(Environment?.Variables ?? {}).some((name) => name.startsWith('CACHE_TIER_')),
  );
  const environment = listed
    ? Object.fromEntries(listed.map(({ Name, Value }) => [Name, Value]))
    : (fn?.Environment?.Variables ?? {});
  const unknown = Object.entries(environment).filter(([, value]) => typeof value !== 'string');
  if (unknown.length > 0) throw new Error(`Nobody knows the value of ${unknown.map(([name]) => name).join(', ')}`);
  return { environment, resources };
}

/** What a parameter is where nobody says otherwise; a number becomes a text. */
function defaultOf(parameter: Properties | undefined): string | undefined {
  return parameter?.['Default'] === undefined ? undefined : String(parameter['Default']);
}
