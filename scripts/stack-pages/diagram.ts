import { type Box, gathered } from './boxes';
import { type Folding, unique } from './folding';
import { exposureOf } from './internet';
import { type Relation, relationsOf } from './relations';
import type { StackTemplate } from './stack-template';

const INTERNET = 'internet';

/** The picture of a stack in the language of mermaid, which GitHub draws. */
export function diagramOf(template: StackTemplate, folding: Folding): string {
  const relations = [...ofInternet(template, folding), ...relationsOf(template, folding)];
  const { boxes, arrows } = gathered(template, folding, relations);
  const ids = idsOf(boxes);
  return [
    'flowchart LR',
    ...(arrows.some(({ from }) => from === INTERNET) ? [`  ${INTERNET}(("internet"))`] : []),
    ...nested(boxes, [], ids, '  '),
    ...arrows.map(({ from, to, label }) => `  ${ids.get(from)} -->|"${escaped(label)}"| ${ids.get(to)}`),
  ].join('\n');
}

/** A text that mermaid shows as it is. */
export function escaped(text: string): string {
  return text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll('`', '#96;')
    .replaceAll(/\s+/g, ' ');
}

function ofInternet(template: StackTemplate, folding: Folding): Relation[] {
  const { entryPoints } = exposureOf(template, folding);
  return entryPoints.flatMap(({ kind, target, authorization, open }) =>
    folding.ownersOf(target).map((to) => ({
      from: INTERNET,
      to,
      label: `${kind.replaceAll('`', '')}${open ? '' : `, ${authorization.split(':')[0]}`}`,
    })),
  );
}

/** Boxes in the frames of their constructs; a frame around a single box, or around a single frame, says nothing. */
function nested(
  boxes: readonly Box[],
  path: readonly string[],
  ids: ReadonlyMap<string, string>,
  indent: string,
): string[] {
  const own = boxes.filter(({ group }) => group.length === path.length);
  const others = boxes.filter(({ group }) => group.length > path.length);
  const steps = unique(others.map(({ group }) => group[path.length]));
  return [
    ...own.map(({ id, names, lines, shape: [open, close] }) => {
      const text = [shownNames(names, path), ...lines].map(escaped).join('<br/>');
      return `${indent}${ids.get(id)}${open}"${text}"${close}`;
    }),
    ...steps.flatMap((step) => {
      const inside = others.filter(({ group }) => group[path.length] === step);
      if (inside.length === 1) return nested([{ ...inside[0], group: path }], path, ids, indent);
      const frame = commonGroup(inside);
      const title = frame.slice(path.length).join('/');
      return [
        `${indent}subgraph frame_${frame.join('_').replaceAll(/\W/g, '_')}["${escaped(title)}"]`,
        ...nested(inside, frame, ids, `${indent}  `),
        `${indent}end`,
      ];
    }),
  ];
}

function commonGroup([first, ...others]: readonly Box[]): readonly string[] {
  const differs = first.group.findIndex((step, index) => others.some(({ group }) => group[index] !== step));
  return differs < 0 ? first.group : first.group.slice(0, differs);
}

/** Names as they read inside of a frame. */
function shownNames(names: readonly string[], path: readonly string[]): string {
  const inside = names.map((name) => name.split('/').slice(path.length).join('/') || (path.at(-1) ?? name));
  return inside.length > 3 ? `${inside.slice(0, 2).join(', ')} and ${inside.length - 2} more` : inside.join(', ');
}

/** Ids by the names of constructs, which a reader knows from the code; in lower case mermaid has words of its own. */
function idsOf(boxes: readonly Box[]): ReadonlyMap<string, string> {
  const names = boxes.map(({ names: [name] }) => name.replaceAll(/\W/g, '_'));
  const ids = boxes.map(({ id }, index) => {
    const name = names.indexOf(names[index]) === index ? names[index] : `${names[index]}_${id}`;
    return [id, /^[A-Z]/.test(name) ? name : `N_${name}`] as const;
  });
  return new Map([[INTERNET, INTERNET], ...ids]);
}
