import { isUnknownType } from '../catalog/data-holders';
import { UPDATE_BEHAVIOR } from '../catalog/update-behavior';
import type { ChangeKind } from './property-effect';

/** What a person should think of before such a change is deployed, beside what it does. */
export function adviceOn(type: string, kind: ChangeKind, changed: readonly string[]): string[] {
  const alone = kind === 'replaced' ? undefined : upgradeBeside(type, changed);
  const unknown = HARMLESS.includes(kind) || !isUnknownType(type) ? [] : [UNKNOWN];
  const remade =
    type === 'AWS::SecretsManager::Secret' && kind === 'updated' && changed.includes('GenerateSecretString');
  return [...(alone === undefined ? [] : [alone]), ...unknown, ...(remade ? [NEW_SECRET] : [])];
}

/** What leaves a resource as it is, or brings a new one. */
export const HARMLESS: readonly ChangeKind[] = ['added', 'updated', 'interrupted'];

/** What is said of a type that this version does not have. */
const UNKNOWN = 'nobody here knows whether it holds data';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html */
const NEW_SECRET = 'a new value is generated at once, and whoever holds the old one is refused until it reads again';

/** An engine upgrade has no way back: what else fails in the same update is rolled back, and the engine is not. */
function upgradeBeside(type: string, changed: readonly string[]): string | undefined {
  const { versionProperty: version, besideVersion = [], properties } = UPDATE_BEHAVIOR[type] ?? { properties: {} };
  if (version === undefined || !changed.includes(version)) return undefined;
  const others = changed.filter(
    (name) => name !== version && name !== 'Tags' && properties[name] !== undefined && !besideVersion.includes(name),
  );
  if (others.length === 0) return undefined;
  return `an engine upgrade has no way back: change ${version} alone, and ${others.join(', ')} in another deployment`;
}
