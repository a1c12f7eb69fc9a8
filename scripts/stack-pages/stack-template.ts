import { isObject, partsOfText, type Reference, referencesIn } from './references';

/** A resource of a template. */
export interface Part {
  readonly id: string;
  readonly type: string;
  /** Its construct, below the stack: `Cache/SlowLog`; its logical id where the template does not say. */
  readonly name: string;
  readonly properties: Properties;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  readonly dependsOn: readonly string[];
  readonly references: readonly Reference[];
}

export type Properties = { readonly [property: string]: unknown };

/** A template, as the pages read it. */
export interface StackTemplate {
  readonly name: string;
  readonly description?: string;
  readonly terminationProtection: boolean;
  readonly parts: ReadonlyMap<string, Part>;
  readonly parameters: ReadonlyMap<string, Properties>;
}

/** Where others name a resource by the text of its name, because it has a fixed one. */
const NAMED_BY: Properties = { 'AWS::ElastiCache::User': 'UserId', 'AWS::ElastiCache::UserGroup': 'UserGroupId' };

/** Reads what CloudFormation is given; `aws:cdk:path` says which construct made a resource. */
export function readStack(name: string, template: unknown, terminationProtection = false): StackTemplate {
  const { Resources, Parameters, Description } = isObject(template) ? template : {};
  if (!isObject(Resources)) throw new Error(`${name} has no resources`);
  const names = fixedNames(Resources);
  const parts = Object.entries(Resources).map(([id, value]) => partOf(id, isObject(value) ? value : {}, names));
  const parameters = Object.entries(isObject(Parameters) ? Parameters : {});
  return {
    name,
    description: typeof Description === 'string' ? Description : undefined,
    terminationProtection,
    parts: new Map(parts.map((part) => [part.id, part])),
    parameters: new Map(
      parameters
        .filter(([id]) => id !== 'BootstrapVersion')
        .map(([id, value]) => [id, isObject(value) ? value : {}] as const),
    ),
  };
}

/** A value as people read it: what is filled in by its name, what only the deployment knows as "…". */
export function said(value: unknown, template: StackTemplate): string {
  if (Array.isArray(value)) return value.map((item) => said(item, template)).join(', ');
  if (!isObject(value)) return value === undefined || value === null ? '' : String(value);
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub } = value;
  if (typeof ref === 'string') return saidName(ref, template);
  if (Array.isArray(attribute)) return saidName(attribute.map(String).join('.'), template);
  if (typeof attribute === 'string') return saidName(attribute, template);
  if (Array.isArray(join) && Array.isArray(join[1])) {
    return join[1].map((item) => said(item, template)).join(String(join[0]));
  }
  if (sub !== undefined) return saidText(sub, template);
  return '…';
}

function saidText(sub: unknown, template: StackTemplate): string {
  const [text, own] = Array.isArray(sub) ? sub : [sub, {}];
  const values = isObject(own) ? own : {};
  return partsOfText(String(text))
    .map(
      ({ literal, name = '' }) => literal ?? (name in values ? said(values[name], template) : saidName(name, template)),
    )
    .join('');
}

function saidName(name: string, { parts }: StackTemplate): string {
  if (name.startsWith('AWS::')) return '…';
  const [id, ...attribute] = name.split('.');
  return [parts.get(id)?.name ?? id, ...attribute].join('.');
}

function partOf(id: string, resource: Properties, names: ReadonlyMap<string, string>): Part {
  const { Type, Properties, Metadata, DependsOn, DeletionPolicy, UpdateReplacePolicy } = resource;
  const properties = isObject(Properties) ? Properties : {};
  const path = isObject(Metadata) ? Metadata['aws:cdk:path'] : undefined;
  return {
    id,
    type: String(Type),
    name: typeof path === 'string' ? nameOf(path) : id,
    properties,
    deletionPolicy: typeof DeletionPolicy === 'string' ? DeletionPolicy : undefined,
    updateReplacePolicy: typeof UpdateReplacePolicy === 'string' ? UpdateReplacePolicy : undefined,
    dependsOn: [DependsOn ?? []].flat().map(String),
    references: [...referencesIn(properties), ...namedIn(properties, names).filter(({ target }) => target !== id)],
  };
}

/** The path below the stack, without last steps that say nothing: `Resource`, or the same once more. */
function nameOf(path: string): string {
  const steps = path.split('/').slice(1);
  const saysNothing = (step = '') => /^(Resource|Default)$/.test(step) || step === steps.at(-2);
  while (steps.length > 1 && saysNothing(steps.at(-1))) steps.pop();
  return steps.join('/');
}

function fixedNames(resources: Properties): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [id, resource] of Object.entries(resources)) {
    if (!isObject(resource) || !isObject(resource.Properties)) continue;
    const name = resource.Properties[String(NAMED_BY[String(resource.Type)])];
    if (typeof name === 'string') found.set(name, id);
  }
  return found;
}

/** What is named by text: the name alone, or at the end of an ARN. */
function namedIn(value: unknown, names: ReadonlyMap<string, string>, property = ''): Reference[] {
  if (names.size === 0) return [];
  if (typeof value === 'string') {
    const target = names.get(value) ?? names.get(value.slice(value.lastIndexOf(':') + 1));
    return target === undefined ? [] : [{ target, property }];
  }
  if (Array.isArray(value)) return value.flatMap((item) => namedIn(item, names, property));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    namedIn(item, names, key.startsWith('Fn::') ? property : property === '' ? key : `${property}.${key}`),
  );
}
