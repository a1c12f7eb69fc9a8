import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  CfnResource,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  NestedStack,
  type PolicyValidationPluginReport,
  Stack,
} from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { lower } from '../rules/lowering';
import { ALL_RULES } from '../rules/tables';
import { checkTemplate, isTemplate, type TemplateFinding } from '../rules/template';
import { L1_WORDS, TEMPLATE_WORDS } from '../rules/words';
import { placeOf, warnedOf } from './enforce';
import { loweredFor } from './lowered-rules';

/**
 * Judges every ElastiCache resource of an app at synthesis, plain L1 resources and those of other libraries included.
 *
 * ```ts
 * Validations.of(app).addPlugins(new CachePolicy());
 * ```
 *
 * A finding is acknowledged with `Validations.of(x).acknowledge({ id: 'CachePolicy::<rule>', reason })`; an error is
 * lowered to a warning with `CacheRules.of(x).lower({ id, reason })`.
 */
export class CachePolicy implements IPolicyValidationPlugin {
  /** The name in reports and in the ids of findings. */
  public readonly name = 'CachePolicy';
  /** Every rule that is judged. */
  public readonly ruleIds = ALL_RULES.map(({ id }) => id);

  /** Judges the templates of the app; errors fail the synthesis, warnings do not. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const byTemplate = resourcesByTemplate(context.appConstruct);
    const found = [...context.templatePaths, ...nestedTemplates(context)].flatMap((templatePath) => {
      const template: unknown = JSON.parse(readFileSync(templatePath, 'utf8'));
      const constructs = byTemplate.get(fileName(templatePath)) ?? new Map<string, CfnResource>();
      const [first] = constructs.values();
      const place = first === undefined ? {} : placeOf(first);
      return isTemplate(template)
        ? checkTemplate(template, place, L1_WORDS).flatMap((finding) =>
            judged(finding, constructs.get(finding.logicalId), templatePath),
          )
        : [];
    });
    return {
      success: found.every(({ severity }) => severity !== 'error'),
      violations: found,
    };
  }
}

type Violation = PolicyValidationPluginReport['violations'][number];

function judged(found: TemplateFinding, resource: CfnResource | undefined, templatePath: string): Violation[] {
  const finding = resource === undefined ? found : lower(found, loweredFor(resource));
  const repeated = resource !== undefined && finding.level === 'warning' && warnedOf(resource).has(finding.ruleId);
  if (repeated) return [];
  return [
    {
      ruleName: finding.ruleId,
      severity: finding.level,
      description: finding.message,
      fix: finding.page,
      violatingResources: [
        {
          resourceLogicalId: finding.logicalId,
          templatePath,
          locations: [TEMPLATE_WORDS.name(finding.property).replace('.', '/')],
        },
      ],
    },
  ];
}

/** The templates of nested stacks: the CDK names those of stacks alone. They lie beside that of the outermost stack. */
function nestedTemplates({ appConstruct, templatePaths }: IPolicyValidationContext): string[] {
  return appConstruct.node
    .findAll()
    .filter(NestedStack.isNestedStack)
    .flatMap((nested) => {
      const outermost = nested.node.scopes.find(Stack.isStack);
      const beside = templatePaths.find((path) => fileName(path) === outermost?.templateFile);
      return beside === undefined ? [] : [join(dirname(beside), nested.templateFile)];
    });
}

/** The L1 resources of each template, by the file name of the template and the logical id. */
function resourcesByTemplate(app: IConstruct): Map<string, Map<string, CfnResource>> {
  const templates = new Map<string, Map<string, CfnResource>>();
  for (const construct of app.node.findAll()) {
    if (!CfnResource.isCfnResource(construct)) continue;
    const stack = Stack.of(construct);
    const file = fileName(stack.templateFile);
    if (!templates.has(file)) templates.set(file, new Map());
    templates.get(file)?.set(stack.resolve(construct.logicalId), construct);
  }
  return templates;
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
