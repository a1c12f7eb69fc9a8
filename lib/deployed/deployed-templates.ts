import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nestedStacks } from '../review/replacement';
import { type Resource, readTemplate, type Template } from '../review/template-file';
import { isObject } from '../rules/shape';
import type { StackService } from './cloudformation';
import type { TemplateTree } from './template-tree';

/** A deployed template that was written to a file, and the stack that it is of. */
export interface WrittenTemplate {
  readonly file: string;
  /** `Cache`, or `Cache/Nested` of a nested stack. */
  readonly stack: string;
}

/**
 * Writes what is deployed as a stack, and as its nested stacks, where the comparison looks for what the new template
 * follows.
 *
 * @param service CloudFormation in the place of the stack
 * @param stack the stack, and its id
 * @param file the file for its template; those of nested stacks lie beside it
 * @param successor the new template
 */
export async function writeDeployed(
  service: StackService,
  stack: { readonly id: string; readonly name: string },
  file: string,
  successor: TemplateTree | undefined,
): Promise<WrittenTemplate[]> {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await service.template(stack.id));
  const written = [{ file, stack: stack.name }];
  const nested = [...nestedStacks(templateIn(file))];
  if (nested.length === 0) return written;
  const ids = await service.nestedStacks(stack.id);
  for (const [logicalId, resource] of nested) {
    const id = ids.get(logicalId);
    if (id === undefined) continue;
    const child = successor?.children.get(logicalId);
    const name = fileNameOf(resource, child) ?? `${basename(file, '.template.json')}.${logicalId}.nested.template.json`;
    const inner = { id, name: `${stack.name}/${logicalId}` };
    written.push(...(await writeDeployed(service, inner, join(dirname(file), name), child)));
  }
  return written;
}

/** The template of a nested stack lies where its parent says, or else where that of its successor does. */
function fileNameOf({ Metadata, Properties }: Resource, successor: TemplateTree | undefined): string | undefined {
  const path = isObject(Metadata) ? Metadata['aws:asset:path'] : undefined;
  const { TemplateURL: url } = isObject(Properties) ? Properties : ({} as { [name: string]: unknown });
  const address = typeof url === 'string' ? url.replace(/^.*\/|[?#].*$/g, '') : undefined;
  return [path, successor && basename(successor.file), address].find(isFileName);
}

/** What a template from elsewhere names must not lead out of the directory. */
function isFileName(text: unknown): text is string {
  return typeof text === 'string' && /^[\w-][\w.-]*\.(?:json|ya?ml|template)$/.test(text);
}

/** The comparison says what is wrong with a template that cannot be read. */
function templateIn(file: string): Template {
  try {
    return readTemplate(file).template;
  } catch {
    return { Resources: {} };
  }
}
