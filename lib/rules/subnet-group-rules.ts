import { QUOTAS } from '../catalog/quotas';
import { PAGES } from './pages';
import type { Rule } from './rule';
import type { SubnetGroup } from './subnet-group-shape';

/** The subnets that a cache may use. */
export const SUBNET_GROUP_RULES: readonly Rule<SubnetGroup>[] = [
  {
    id: 'subnet-group-description',
    level: 'error',
    fact: 'documented',
    property: 'Description',
    broken: ({ properties: p }) => !('Description' in p),
    needs: 'a text',
    remedy: 'say in a sentence which subnets these are',
    page: PAGES.cfnSubnetGroup,
  },
  {
    id: 'subnet-group-name',
    level: 'error',
    fact: 'documented',
    property: 'CacheSubnetGroupName',
    broken: ({ properties: { CacheSubnetGroupName: name } }) =>
      name !== undefined && !(/^[a-zA-Z0-9-]+$/.test(name) && name.length <= QUOTAS.groupNameLength),
    needs: '1 to 255 letters, digits and hyphens',
    remedy: 'leave it out: CloudFormation then makes a name that a replacement can do without',
    page: PAGES.cfnSubnetGroup,
  },
  {
    id: 'subnet-group-subnets',
    level: 'error',
    fact: 'documented',
    property: 'SubnetIds',
    broken: ({ properties: p }) =>
      !('SubnetIds' in p) || (p.SubnetIds !== undefined && Array.isArray(p.SubnetIds) && p.SubnetIds.length === 0),
    needs: 'at least 1 subnet',
    remedy: 'add private subnets of at least two Availability Zones',
    page: PAGES.cfnSubnetGroup,
  },
  {
    id: 'subnet-group-quota',
    // Not an error: AWS raises the quota on request, and a template does not show it.
    level: 'warning',
    fact: 'documented',
    property: 'SubnetIds',
    broken: ({ properties: p }) => (p.SubnetIds?.length ?? 0) > QUOTAS.subnetsPerGroup,
    needs: 'at most 20 subnets unless AWS has raised the quota',
    got: ({ properties: p }) => `${p.SubnetIds?.length}`,
    remedy: 'keep one subnet for each Availability Zone',
    page: PAGES.quotas,
  },
  {
    id: 'subnet-group-one-subnet',
    level: 'warning',
    fact: 'inferred',
    property: 'SubnetIds',
    broken: ({ properties: p }) => p.SubnetIds?.length === 1,
    needs: 'subnets of at least two Availability Zones, or the cache goes down with its zone',
    got: '1 subnet',
    remedy: 'add a subnet of another zone: subnets can be added later, without replacement',
    page: PAGES.autoFailover,
  },
];
