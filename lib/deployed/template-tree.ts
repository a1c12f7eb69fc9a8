import { normalize } from 'node:path';
import { nestedStacks } from '../review/replacement';
import { type FoundTemplate, nestedTemplate } from '../review/review';
import type { Template } from '../review/template-file';

/** A template of the assembly, and those of its nested stacks by their logical ids. */
export interface TemplateTree {
  readonly file: string;
  readonly template: Template;
  readonly children: ReadonlyMap<string, TemplateTree>;
}

/** The tree below a template; undefined where the template was not read. */
export function templateTree(file: string, templates: readonly FoundTemplate[]): TemplateTree | undefined {
  const byFile = new Map(templates.map((found) => [normalize(found.file), found]));
  function treeOf(found: FoundTemplate, above: readonly FoundTemplate[]): TemplateTree {
    const children = [...nestedStacks(found.template)].flatMap(([logicalId, stack]) => {
      const child = nestedTemplate(found.file, stack, byFile);
      return child && !above.includes(child) ? [[logicalId, treeOf(child, [...above, child])] as const] : [];
    });
    return { file: found.file, template: found.template, children: new Map(children) };
  }
  const root = byFile.get(normalize(file));
  return root && treeOf(root, [root]);
}

/** The files of a tree. */
export function filesOf({ file, children }: TemplateTree): string[] {
  return [file, ...[...children.values()].flatMap(filesOf)];
}
