import type { ChangeVerdict, PropertyChange } from './property-update';
import { engineOf, isObject, isOlder, isTrue } from './property-value';
import { restored } from './restore-updates';

const REFERENCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
/** AWS publishes the code of the handlers: which change of a conditional property makes a new one, it says itself. */
const HANDLERS = 'https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-rds';
const STORAGE_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html';
const UPGRADE_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html';

/** The engines that become others in place. */
const CONVERTED: { readonly [from: string]: string } = {
  aurora: 'aurora-mysql',
  'oracle-se': 'oracle-se2',
  'oracle-se1': 'oracle-se2',
  'oracle-ee': 'oracle-ee-cdb',
  'oracle-se2': 'oracle-se2-cdb',
};

/** Another engine is another database, with few exceptions; not stated, only the deployment knows it. */
export function judgeDatabaseEngine(change: PropertyChange): ChangeVerdict | undefined {
  const [from, to] = [engineOf({ Engine: change.before }), engineOf({ Engine: change.after })];
  if (change.before === undefined || change.after === undefined) {
    return { effect: 'may-replace', note: 'an engine that is not stated is the one that it has' };
  }
  if (from !== undefined && from === to) return { effect: 'in-place' };
  return from !== undefined && to !== undefined && CONVERTED[from] === to
    ? { effect: 'interrupt', note: 'it is converted' }
    : undefined;
}

/** A database goes forward only. */
export function judgeDatabaseVersion({ before, after }: PropertyChange): ChangeVerdict | undefined {
  if (!isOlder(after, before)) return undefined;
  return { effect: 'may-be-refused', note: `${before} to ${after} is a downgrade (${UPGRADE_PAGE})` };
}

/** A zone that is no longer stated goes with Multi-AZ; any other change of it makes a new one. */
export function judgeZone({ after, propertiesAfter }: PropertyChange): ChangeVerdict | undefined {
  const { MultiAZ: multiAz } = propertiesAfter;
  if (after !== undefined) return undefined;
  if (isTrue(multiAz)) return { effect: 'interrupt', note: 'with MultiAZ no zone is stated' };
  return isObject(multiAz) ? { effect: 'may-replace', note: 'it stays only with MultiAZ: true' } : undefined;
}

/** A key for insights can be given once. */
export function judgeInsightsKey({ before }: PropertyChange): ChangeVerdict | undefined {
  return before === undefined ? { effect: 'in-place' } : undefined;
}

/** A replica that loses its source becomes a database of its own. */
export function judgeReplicaSource({ after }: PropertyChange): ChangeVerdict | undefined {
  if (after !== undefined && after !== '') return undefined;
  return { effect: 'interrupt', note: 'the replica is promoted, and follows its source no longer' };
}

/** Its page and the code of its handler disagree about a snapshot that is no longer stated. */
export function judgeInstanceSnapshot(change: PropertyChange): ChangeVerdict {
  const { after } = change;
  if (after !== undefined && after !== '') return { effect: 'replace', note: restored(change) };
  const page = `${REFERENCE}/aws-resource-rds-dbinstance.html`;
  const note = `its restore source is removed, and its page says that an empty one is made (${page}), its handler that it stays (${HANDLERS})`;
  return { effect: 'may-replace', note };
}

/** A point in time, or what it was of, counts when it is stated; afterwards it may go. */
export function judgePointInTime(change: PropertyChange): ChangeVerdict | undefined {
  const { after } = change;
  if (after === undefined || after === '') {
    return { effect: 'in-place', note: 'its restore source is removed, and it stays as it is' };
  }
  return { effect: 'replace', note: restored(change) };
}

/** The same of a flag. */
export function judgeLatestTime(change: PropertyChange): ChangeVerdict {
  const { after } = change;
  return isObject(after) || isTrue(after) ? { effect: 'replace', note: restored(change) } : { effect: 'in-place' };
}

/** Backups that are turned on or off stop the database for a moment; another number of days does not. */
export function judgeRetention({ before, after }: PropertyChange): ChangeVerdict | undefined {
  const [from, to] = [before, after].map((days) => (days === undefined ? 1 : Number(days)));
  if (Number.isNaN(from) || Number.isNaN(to)) return undefined;
  return (from === 0) === (to === 0) ? { effect: 'in-place' } : undefined;
}

/** A cluster leaves a global one in place, and never joins one. */
export function judgeGlobalCluster({ after }: PropertyChange): ChangeVerdict | undefined {
  if (after !== undefined && after !== '') return undefined;
  return { effect: 'interrupt', note: 'it leaves the global cluster' };
}

/** Storage grows only. */
export function judgeStorage({ before, after }: PropertyChange): ChangeVerdict | undefined {
  if (isObject(before) || isObject(after) || !(Number(after) < Number(before))) return undefined;
  return { effect: 'may-be-refused', note: `${before} to ${after} GiB: storage is not taken away (${STORAGE_PAGE})` };
}
