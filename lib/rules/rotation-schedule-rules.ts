import { QUOTAS } from '../catalog/quotas';
import { PAGES } from './pages';
import type { RotationSchedule } from './rotation-schedule-shape';
import type { Rule } from './rule';

/** The rotation of secrets from which caches and users of the same template have a token or a password. */
export const ROTATION_SCHEDULE_RULES: readonly Rule<RotationSchedule>[] = [
  {
    id: 'rotation-days',
    level: 'error',
    fact: 'documented',
    property: 'RotationRules',
    broken: (it) => {
      const days = it.properties.RotationRules?.AutomaticallyAfterDays;
      const { min, max } = QUOTAS.rotationDays;
      return days !== undefined && (days < min || days > max) && it.users.length > 0;
    },
    needs: '1 to 1000 days between two rotations',
    got: ({ properties: p }) => `${p.RotationRules?.AutomaticallyAfterDays}`,
    remedy: 'choose such a number',
    page: PAGES.rotationRules,
  },
  {
    id: 'rotation-immediately',
    level: 'warning',
    fact: 'inferred',
    property: 'RotateImmediatelyOnUpdate',
    broken: (it) => it.properties.RotateImmediatelyOnUpdate !== false && it.users.length > 0,
    needs: 'false: otherwise it rotates at once, while a cache or user that takes the secret may still be changing',
    remedy: (_, say) => `set ${say.set('RotateImmediatelyOnUpdate', false)}`,
    page: PAGES.rotationSchedule,
  },
  {
    id: 'rotation-permission',
    level: 'warning',
    fact: 'documented',
    property: 'RotationLambdaARN',
    broken: (it) => it.openPermissions.length > 0 && it.users.length > 0,
    needs: 'a function that Secrets Manager invokes for this account alone',
    got: (it) => `${it.openPermissions.join(', ')} without SourceAccount`,
    remedy: 'add SourceAccount to the permission',
    page: PAGES.invokePermission,
  },
];
