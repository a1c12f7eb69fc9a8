import { PAGES } from './pages';
import {
  REPLICATION_GROUP_SCALARS,
  type ReplicationGroup,
  type ReplicationGroupProperties,
} from './replication-group-shape';
import { type Rule, shown } from './rule';
import { wrongType } from './shape';

/** The form of the properties, whatever they say. */
export const PROPERTY_TYPE_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'property-type',
    level: 'error',
    fact: 'documented',
    property: '',
    broken: (it) => mistyped(it).length > 0,
    needs: (it, say) =>
      mistyped(it)
        .map((name) => `'${say.name(name)}' to be of type ${REPLICATION_GROUP_SCALARS[name]}`)
        .join(', '),
    got: (it) =>
      mistyped(it)
        // The message must not carry a token on.
        .map((name) => (name === 'AuthToken' ? 'something else' : shown(wrongType(() => it.properties[name]))))
        .join(', '),
    remedy: 'write each value in the type of the schema',
    page: PAGES.cfnReplicationGroup,
  },
];

/** Properties whose value is known and not of the type in the schema. */
function mistyped({ properties: p }: ReplicationGroup): (keyof ReplicationGroupProperties)[] {
  const names = Object.keys(p) as (keyof ReplicationGroupProperties)[];
  return names.filter((name) => wrongType(() => p[name]) !== undefined);
}
