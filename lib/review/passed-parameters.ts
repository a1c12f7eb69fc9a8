import { isObject } from '../rules/shape';
import type { Resource, Template } from './template-file';
import { canonical, definitionsOf } from './template-value';

/** What the parents give the parameters of a nested stack, before and after. */
export interface Given {
  readonly before?: Passed;
  readonly after?: Passed;
}

/** Values of parameters, as texts. */
export type Passed = { readonly [parameter: string]: unknown };

/** What a parent gives the parameters of a nested stack: each value with what it rests on. */
export function passedTo({ Properties }: Resource, parent: Template): Passed {
  const given = isObject(Properties) && isObject(Properties.Parameters) ? Properties.Parameters : {};
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      [canonical(value), ...[...definitionsOf(value, { ...parent })].map(([of, text]) => `${of}: ${text}`)].join('\n'),
    ]),
  );
}

/** The template with its parameters as its parent gives them, instead of their defaults. */
export function withPassed(template: Template, given: Passed = {}): Template {
  const { Parameters } = template as { readonly Parameters?: unknown };
  if (!isObject(Parameters)) return template;
  const passed = Object.entries(Parameters).map(([name, parameter]) => [
    name,
    isObject(parameter) && given[name] !== undefined ? { ...parameter, Passed: given[name] } : parameter,
  ]);
  return { ...template, Parameters: Object.fromEntries(passed) } as Template;
}
