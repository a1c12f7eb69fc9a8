import { hasZones, sameItems } from './cache-changes';
import type { ChangeVerdict, PropertyChange } from './property-update';

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyCacheCluster.html';
const ADDED = 'clients look for some keys on the new nodes, and the database answers until these are loaded';
const REMOVED = 'the nodes that go take their items with them, and the database answers until these are loaded again';

/** Nodes that come or go where zones are stated; without zones another cluster is made. */
export function judgeNodes(change: PropertyChange): ChangeVerdict | undefined {
  const { before, after, propertiesBefore, propertiesAfter, restsOnChange } = change;
  const [old, next] = [before, after].map(Number);
  const stated = hasZones(propertiesBefore) || hasZones(propertiesAfter);
  if (!stated || restsOnChange || !Number.isInteger(old) || !Number.isInteger(next)) return undefined;
  return next > old ? { effect: 'interrupt', note: ADDED } : { effect: 'interrupt', advice: REMOVED };
}

/**
 * Zones of nodes that come or go leave the other nodes where they are, which is what the page speaks of; a node that is to
 * be in another zone has to be another node.
 */
export function judgeZones({ before, after, changed, restsOnChange }: PropertyChange): ChangeVerdict | undefined {
  if (restsOnChange) return undefined;
  if (sameItems(before, after)) return { effect: 'in-place' };
  if (!changed.includes('NumCacheNodes') || !Array.isArray(before) || !Array.isArray(after)) return undefined;
  return holds(after, before) || holds(before, after) ? { effect: 'interrupt' } : undefined;
}

/** The mode speaks of new nodes; those that are there stay in their zones. */
export function judgeZoneMode(change: PropertyChange): ChangeVerdict | undefined {
  const { before, after, propertiesBefore, propertiesAfter, restsOnChange } = change;
  if (restsOnChange || !hasZones(propertiesBefore) || !hasZones(propertiesAfter)) return undefined;
  if (after === 'cross-az' || after === undefined) return { effect: 'interrupt' };
  if (before !== 'cross-az' || after !== 'single-az') return undefined;
  const note = `the service refuses 'single-az' while there are nodes in several zones (${PAGE}); leave it out`;
  return { effect: 'may-be-refused', note };
}

/** Whether a list has every item of another one, as often as it is there. */
function holds(list: readonly unknown[], others: readonly unknown[]): boolean {
  const left = list.map((item) => JSON.stringify(item));
  return others.every((other) => {
    const found = left.indexOf(JSON.stringify(other));
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
}
