import { QUOTAS } from '../catalog/quotas';
import { PAGES } from './pages';
import type { ReplicationGroup } from './replication-group-shape';
import type { Rule } from './rule';

/** The id and the description of a replication group. */
export const IDENTITY_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'replication-group-id',
    level: 'error',
    fact: 'documented',
    property: 'ReplicationGroupId',
    broken: ({ properties: { ReplicationGroupId: id } }) =>
      id !== undefined && !(id.length <= QUOTAS.replicationGroupIdLength && NAME.test(id)),
    needs: '1 to 40 letters, digits and single hyphens, a letter first and no hyphen last',
    remedy: 'leave it out: CloudFormation then makes a name that a replacement can do without',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'replication-group-named',
    level: 'warning',
    fact: 'community',
    property: 'ReplicationGroupId',
    broken: ({ properties: p }) => p.ReplicationGroupId !== undefined,
    needs: 'no fixed name, because CloudFormation cannot replace a resource that has one',
    remedy: 'leave it out unless something outside this stack must know the name',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'description-length',
    level: 'error',
    fact: 'documented',
    property: 'ReplicationGroupDescription',
    broken: (it) =>
      lengthOf(it) !== undefined && (lengthOf(it) === 0 || Number(lengthOf(it)) > QUOTAS.descriptionLength),
    needs: '1 to 255 characters',
    got: (it) => `${lengthOf(it)}`,
    remedy: 'say in a sentence what the cache is for',
    page: PAGES.modifyReplicationGroup,
  },
  {
    id: 'description-required',
    level: 'error',
    fact: 'documented',
    property: 'ReplicationGroupDescription',
    broken: ({ properties: p }) => !('ReplicationGroupDescription' in p),
    needs: 'a text',
    remedy: 'say in a sentence what the cache is for',
    page: PAGES.cfnReplicationGroup,
  },
];

const NAME = /^[a-zA-Z](-?[a-zA-Z0-9])*$/;

function lengthOf({ properties: p }: ReplicationGroup): number | undefined {
  return p.ReplicationGroupDescription?.length;
}
