import { dirname, join, normalize } from 'node:path';
import { type LoweredRule, lower } from '../rules/lowering';
import { isObject } from '../rules/shape';
import { checkTemplate, isJudged, judgedResources, type Place, type TemplateFinding } from '../rules/template';
import type { StackPlace } from './assembly';
import {
  type Problem,
  problemOf,
  readIfTemplate,
  readTemplate,
  type Template,
  type TemplateFile,
} from './template-file';
import { type Candidate, templateFiles } from './template-files';

/** A template that was judged. */
export interface ReviewedFile extends Place {
  readonly file: string;
  /** The stack as CDK displays it, where a cloud assembly tells. */
  readonly stack?: string;
  /** How many of its resources were judged. */
  readonly resources: number;
}

/** A broken rule, and where it stands. */
export interface ReviewFinding extends TemplateFinding {
  readonly file: string;
  /** The line of the resource's logical id, from 1. */
  readonly line?: number;
}

/** What a review of files found. */
export interface Review {
  readonly files: readonly ReviewedFile[];
  readonly findings: readonly ReviewFinding[];
  /** How many resources were judged in all. */
  readonly resources: number;
  /** What could not be read or judged. */
  readonly errors: readonly Problem[];
}

/** A template of a set, and the stack that it belongs to. */
export interface FoundTemplate extends TemplateFile {
  readonly file: string;
  readonly stack?: StackPlace;
}

/** Judges every template that the paths mean. */
export function review(paths: readonly string[], lowered: readonly LoweredRule[] = []): Review {
  const { templates, problems } = findTemplates(paths);
  const files: ReviewedFile[] = [];
  const findings: ReviewFinding[] = [];
  const errors = [...problems];
  for (const { file, template, stack, lineOf } of templates) {
    const { name, ...place } = stack ?? {};
    const resources = judgedResources(template);
    files.push({ file, ...(name && { stack: name }), ...place, resources });
    for (const [logicalId, alone] of oneByOne(template)) {
      try {
        const found = checkTemplate(alone, place).map((finding) => lower(finding, lowered));
        findings.push(...found.map((finding) => ({ file, line: lineOf(logicalId), ...finding })));
      } catch {
        errors.push({
          file,
          line: lineOf(logicalId),
          message: `${logicalId} has a property of a shape that no rule can judge`,
        });
      }
    }
  }
  return { files, findings, resources: files.reduce((sum, { resources }) => sum + resources, 0), errors };
}

/** Every template that the paths mean, with what cloud assemblies tell of their stacks. */
export function findTemplates(paths: readonly string[]): { templates: FoundTemplate[]; problems: Problem[] } {
  const { candidates, problems: unlisted } = templateFiles(paths);
  const problems = [...unlisted];
  const templates = candidates.flatMap((candidate): FoundTemplate[] => {
    try {
      const read = readCandidate(candidate);
      return read ? [{ file: candidate.file, stack: candidate.stack, ...read }] : [];
    } catch (error) {
      problems.push(problemOf(candidate.file, error));
      return [];
    }
  });
  return { templates: withNestedStacks(templates), problems };
}

function readCandidate({ file, isTemplate }: Candidate): TemplateFile | undefined {
  return isTemplate ? readTemplate(file) : readIfTemplate(file);
}

/** The templates of nested stacks get the place of the stack that deploys them: no manifest names them. */
function withNestedStacks(templates: readonly FoundTemplate[]): FoundTemplate[] {
  const byFile = new Map(templates.map((found) => [normalize(found.file), found]));
  const queue = templates.filter(({ stack }) => stack !== undefined);
  for (const { file, stack, template } of queue) {
    for (const [logicalId, resource] of Object.entries(template.Resources)) {
      const child = resource.Type === 'AWS::CloudFormation::Stack' ? nestedTemplate(file, resource, byFile) : undefined;
      if (!child || child.stack) continue;
      const found = { ...child, stack: { ...stack, name: `${stack?.name}/${logicalId}` } };
      byFile.set(normalize(child.file), found);
      queue.push(found);
    }
  }
  return [...byFile.values()];
}

/** The template that a nested stack of a file deploys, where it is one of those that were found. */
export function nestedTemplate(
  parent: string,
  { Metadata, Properties }: Template['Resources'][string],
  byFile: ReadonlyMap<string, FoundTemplate>,
): FoundTemplate | undefined {
  const asset = isObject(Metadata) ? Metadata['aws:asset:path'] : undefined;
  const { TemplateURL: url, Location: location } = isObject(Properties) ? Properties : ({} as Record<string, unknown>);
  for (const path of [asset, url, location]) {
    const text = isObject(path) ? path['Fn::Sub'] : path;
    // Of an address in a bucket the name of the file is known, and it may lie beside its parent.
    const local = typeof text === 'string' ? (text.includes('://') ? text.replace(/^.*\/|[?#].*$/g, '') : text) : '';
    const child = local === '' ? undefined : byFile.get(join(dirname(parent), local));
    if (child) return child;
  }
  return undefined;
}

/**
 * The template once for each resource. The other resources are inherited: rules can look them up and do not judge
 * them, so that one resource of an impossible shape hides nothing of the others.
 */
function oneByOne(template: Template): [string, Template][] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => isJudged(resource))
    .map(([logicalId, resource]) => [
      logicalId,
      { ...template, Resources: Object.assign(Object.create(template.Resources), { [logicalId]: resource }) },
    ]);
}
