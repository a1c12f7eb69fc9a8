import { isObject } from './shape';
import type { Resource, Resources } from './surroundings';

/** Whether CloudFormation makes the other resource first, because of `DependsOn` or of references, over any way round. */
export function comesAfter(resource: Resource, other: string, resources: Resources): boolean {
  const seen = new Set<string>();
  const queue = predecessors(resource);
  for (const id of queue) {
    if (id === other) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    queue.push(...predecessors(resources[id] ?? {}));
  }
  return false;
}

/** The logical ids that a value refers to, in any function. */
export function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'Ref') return typeof item === 'string' ? [item] : [];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(item) ? item[0] : item).split('.')[0]];
    if (key === 'Fn::Sub') return [...variables(Array.isArray(item) ? item[0] : item), ...referencesOf(item)];
    return referencesOf(item);
  });
}

function predecessors({ DependsOn: stated, Properties: properties }: Resource): string[] {
  const ids: unknown[] = Array.isArray(stated) ? stated : [stated];
  return [...ids.filter((id): id is string => typeof id === 'string'), ...referencesOf(properties)];
}

function variables(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  return [...text.matchAll(/\$\{([A-Za-z0-9]+)[^}]*\}/g)].map(([, name]) => name);
}
