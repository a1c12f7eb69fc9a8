import { holdsData } from '../catalog/data-holders';
import { isObject } from '../rules/shape';
import { propertiesOf } from './property-effect';
import type { Resource } from './template-file';
import { canonical } from './template-value';

/** A new resource that seems to be an old one under another logical id. */
export interface Successor {
  readonly logicalId: string;
  /** Whether it has the path of the old one, or its properties. */
  readonly isEvident: boolean;
  readonly says: string;
}

/** Which of the new resources follows one that is no longer in the template. */
export function successorOf(
  logicalId: string,
  old: ReadonlyMap<string, Resource>,
  next: ReadonlyMap<string, Resource>,
  added: readonly string[],
): Successor | undefined {
  const resource = old.get(logicalId)!;
  const candidates = added.filter((id) => next.get(id)?.Type === resource.Type);
  const same = candidates.find((id) => isSame(resource, next.get(id)!, old, next));
  if (same !== undefined) return { logicalId: same, isEvident: true, says: saysOf(logicalId, same, resource) };
  const [first] = candidates;
  if (first === undefined || !holdsData(String(resource.Type), propertiesOf(resource))) return undefined;
  const says = `${first} of the same type is new, and a new logical id is a new resource`;
  return { logicalId: first, isEvident: false, says };
}

function saysOf(from: string, to: string, resource: Resource): string {
  const changes = `its logical id changes from ${from} to ${to}`;
  if (!holdsData(String(resource.Type), propertiesOf(resource))) return changes;
  const how = `keep it with overrideLogicalId('${from}'), or move it with 'cdk refactor'`;
  return `${changes}: CloudFormation makes a new one and removes this; ${how}`;
}

function isSame(
  resource: Resource,
  other: Resource,
  old: ReadonlyMap<string, Resource>,
  next: ReadonlyMap<string, Resource>,
): boolean {
  const [path, otherPath] = [resource, other].map(pathOf);
  if (path !== undefined && path === otherPath) return true;
  const properties = propertiesOf(resource);
  return Object.keys(properties).length > 0 && outline(properties, next) === outline(propertiesOf(other), old);
}

function pathOf({ Metadata }: Resource): unknown {
  return isObject(Metadata) ? Metadata['aws:cdk:path'] : undefined;
}

/** The properties without the logical ids that the other template has not: what moves together changes them together. */
function outline(properties: object, others: ReadonlyMap<string, Resource>): string | undefined {
  return canonical(properties)?.replace(/(\{"(?:Ref":|Fn::GetAtt":\[)")(\w+)"/g, (text, head, id) =>
    others.has(id) ? text : `${head}"`,
  );
}
