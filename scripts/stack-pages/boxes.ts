import { sizeOf } from './costs';
import { type Folding, isNode, unique } from './folding';
import type { Relation } from './relations';
import type { Part, StackTemplate } from './stack-template';

/** A box of the picture: one resource, or several that are of one type and do the same. */
export interface Box {
  readonly id: string;
  /** The steps to the construct in whose frame it stands. */
  readonly group: readonly string[];
  /** The constructs that it stands for. */
  readonly names: readonly string[];
  /** What is written below its name. */
  readonly lines: readonly string[];
  readonly shape: readonly [open: string, close: string];
}

const DATA =
  /^AWS::(ElastiCache::(ReplicationGroup|ServerlessCache|CacheCluster)|RDS::DB(Instance|Cluster)|Backup::BackupVault)$/;
const COMPUTE = /^AWS::(Lambda::Function|ECS::Service)$/;

/** The boxes of a picture and the arrows between them: six parameters with the same arrows say no more than one. */
export function gathered(template: StackTemplate, folding: Folding, relations: readonly Relation[]) {
  const nodes = [...template.parts.values()].filter(
    (part) => isNode(part) && folding.ownersOf(part.id).includes(part.id),
  );
  const parameters = [...template.parameters.keys()].filter((id) =>
    relations.some(({ from, to }) => from === id || to === id),
  );
  const alike = new Map<string, string[]>();
  for (const { id, type } of [...nodes, ...parameters.map((parameter) => ({ id: parameter, type: '' }))]) {
    const arrows = arrowsOf(id, relations);
    // Without an arrow nothing says that two of them are for the same.
    const key = JSON.stringify([type, arrows.length > 0 ? arrows : id]);
    alike.set(key, [...(alike.get(key) ?? []), id]);
  }
  const stands = new Map([...alike.values()].flatMap((ids) => ids.map((id) => [id, ids[0]] as const)));
  const boxOf = (id: string) => stands.get(id) ?? id;
  const arrows = relations.map(({ from, to, label }) => JSON.stringify({ from: boxOf(from), to: boxOf(to), label }));
  return {
    boxes: [...alike.values()].map((ids) => {
      const parts = ids.flatMap((id) => template.parts.get(id) ?? []);
      return parts.length > 0 ? box(parts, template) : parameterBox(ids);
    }),
    arrows: unique(arrows).map((text) => JSON.parse(text) as Relation),
  };
}

function arrowsOf(id: string, relations: readonly Relation[]): readonly string[] {
  const out = relations.filter(({ from }) => from === id).map(({ to, label }) => `to ${to}: ${label}`);
  const into = relations.filter(({ to }) => to === id).map(({ from, label }) => `from ${from}: ${label}`);
  return [...out, ...into].sort();
}

function box(parts: readonly Part[], template: StackTemplate): Box {
  const [first] = parts;
  const kind = first.type.replace('AWS::', '').replace('::', ' ');
  const size = sizeOf(first, template);
  return {
    id: first.id,
    group: groupOf(parts, template),
    names: parts.map(({ name }) => name),
    lines: [parts.length > 1 ? `${parts.length} × ${kind}` : kind, ...(size ? [size] : [])],
    shape: DATA.test(first.type) ? ['[(', ')]'] : COMPUTE.test(first.type) ? ['([', '])'] : ['[', ']'],
  };
}

function parameterBox(ids: readonly string[]): Box {
  const lines = [ids.length > 1 ? `${ids.length} parameters` : 'parameter'];
  return { id: ids[0], group: [], names: ids, lines, shape: ['[/', '/]'] };
}

/** The resource of a construct stands in the frame of the construct, beside its parts; several in one that they share. */
function groupOf(parts: readonly Part[], template: StackTemplate): readonly string[] {
  const [first, ...others] = parts.map(({ name }) => name.split('/'));
  if (others.length > 0) {
    const differs = first.findIndex((step, index) => others.some((steps) => steps[index] !== step));
    return first.slice(0, differs < 0 ? -1 : Math.min(differs, first.length - 1));
  }
  const isGroup = [...template.parts.values()].some(({ name }) => name.startsWith(`${first.join('/')}/`));
  return isGroup ? first : first.slice(0, -1);
}
