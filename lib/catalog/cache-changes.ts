import type { ChangeVerdict, Properties, PropertyChange } from './property-update';
import { engineOf, isConditional } from './property-value';

const GUIDE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg';
const REFERENCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
const RESTARTS_EMPTY = 'all nodes of a Memcached cluster restart empty';

export function judgeEngine({ before, after }: PropertyChange): ChangeVerdict | undefined {
  if (before !== 'redis' || after !== 'valkey') return undefined;
  return {
    effect: 'may-replace',
    note: 'its schema says that it replaces, its page that redis to valkey is an upgrade in place',
  };
}

export function judgeToken({ before, after, propertiesAfter }: PropertyChange): ChangeVerdict | undefined {
  if (isConditional(before) || isConditional(after)) {
    return { effect: 'may-replace', note: 'adding a token replaces, changing it rotates' };
  }
  if (before === undefined) return { effect: 'replace', note: 'a token is added' };
  if (after !== undefined) return undefined;
  const step = propertiesAfter.UserGroupIds === undefined ? 'removing a token' : 'from a token to users';
  return { effect: 'may-replace', note: `${step} replaced the cache of others, and AWS does not say what it does` };
}

/** A subnet more, and a subnet less, is another list. */
export function judgeSubnets({ before, after }: PropertyChange): ChangeVerdict | undefined {
  if (!Array.isArray(before) || !Array.isArray(after) || after.length <= before.length) return undefined;
  return {
    effect: 'replace',
    note: 'a serverless cache takes no subnets later; one with more of them is new and empty',
  };
}

export function judgeRestart({ propertiesBefore }: PropertyChange): ChangeVerdict | undefined {
  const engine = engineOf(propertiesBefore);
  if (engine !== undefined && engine !== 'memcached') return undefined;
  return { effect: 'interrupt', note: RESTARTS_EMPTY, empties: engine === undefined ? 'possible' : 'certain' };
}

export function judgeClusterNodeType({ propertiesBefore }: PropertyChange): ChangeVerdict | undefined {
  if (engineOf(propertiesBefore) !== 'memcached') return undefined;
  const page = `${REFERENCE}/aws-resource-elasticache-cachecluster.html`;
  const note = `CloudFormation says that it cannot change it for Memcached (${page}); where it can, ${RESTARTS_EMPTY}`;
  return { effect: 'may-be-refused', note, empties: 'possible' };
}

export function judgeClusterEncryption({ propertiesBefore }: PropertyChange): ChangeVerdict | undefined {
  if (engineOf(propertiesBefore) !== 'memcached') return undefined;
  const page = `${GUIDE}/in-transit-encryption.html`;
  return { effect: 'may-be-refused', note: `Memcached takes it at creation only (${page})` };
}

export function hasZones(properties: Properties): boolean {
  return properties.PreferredAvailabilityZone !== undefined || properties.PreferredAvailabilityZones !== undefined;
}

export function sameItems(before: unknown, after: unknown): boolean {
  const sorted = (list: unknown) =>
    JSON.stringify(Array.isArray(list) ? list.map((item) => JSON.stringify(item)).sort() : list);
  return sorted(before) === sorted(after);
}
