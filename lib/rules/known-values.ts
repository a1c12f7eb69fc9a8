import { isObject, MAYBE_ABSENT, UNKNOWN } from './shape';

/**
 * A value of a template with what only the deployment knows replaced by UNKNOWN, and what says nothing left out:
 * `AWS::NoValue`, and a list with nothing in it. Null is unknown too: CloudFormation refuses the template, whatever the rules would make of it.
 */
export function known(value: unknown): unknown {
  if (value === null) return UNKNOWN;
  if (typeof value === 'string') return value.includes('{{resolve:') ? UNKNOWN : value;
  if (Array.isArray(value)) return knownList(value);
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  if (isIf(value)) return mayBeAbsent(value) ? MAYBE_ABSENT : UNKNOWN;
  // Beside other keys, `Fn::Transform` and `Fn::ForEach` add keys that are not known either.
  if ((keys.length === 1 && keys[0] === 'Ref') || keys.some((key) => key.startsWith('Fn::'))) return UNKNOWN;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined && !isNoValue(item) && !isEmpty(item))
      .map(([key, item]) => [key, known(item)]),
  );
}

function knownList(list: unknown[]): unknown {
  if (!list.some(isIf)) return list.filter((item) => !isNoValue(item)).map(known);
  return list.every((item) => isNoValue(item) || mayBeAbsent(item)) ? MAYBE_ABSENT : UNKNOWN;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.every(isNoValue);
}

function isIf(value: unknown): boolean {
  return isObject(value) && 'Fn::If' in value;
}

/** Whether one outcome of the condition, or of a condition in it, is `AWS::NoValue`. */
function mayBeAbsent(value: unknown): boolean {
  const outcomes = isObject(value) ? value['Fn::If'] : undefined;
  return Array.isArray(outcomes) && outcomes.slice(1).some((outcome) => isNoValue(outcome) || mayBeAbsent(outcome));
}

function isNoValue(value: unknown): boolean {
  return isObject(value) && value.Ref === 'AWS::NoValue';
}
