import { maybe, NO_VALUE, type Row, SECONDARY, UNKNOWN } from '../judged';

export const GLOBAL_DATASTORE_ROWS: readonly Row[] = [
  {
    id: 'minor-upgrades-global',
    breaks: { ...SECONDARY, AutoMinorVersionUpgrade: true },
    message:
      "'Properties.AutoMinorVersionUpgrade' needs to be left out in a Global Datastore, which turns it off, got true; leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastores-Getting-Started.html)",
    holds: [
      SECONDARY,
      { ...SECONDARY, AutoMinorVersionUpgrade: 'false' },
      { ...SECONDARY, AutoMinorVersionUpgrade: UNKNOWN },
      { GlobalReplicationGroupId: maybe('ldgnf-datastore') },
    ],
  },
  {
    id: 'global-datastore-inherits',
    breaks: { ...SECONDARY, GlobalReplicationGroupId: UNKNOWN, Engine: 'valkey', NumNodeGroups: UNKNOWN },
    message:
      "'Properties.GlobalReplicationGroupId' needs what a secondary inherits to be left out, got 'Properties.NumNodeGroups', 'Properties.Engine'; leave these out: the primary decides them (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastores-CLI.html)",
    holds: [
      SECONDARY,
      { ...SECONDARY, Engine: NO_VALUE },
      { ...SECONDARY, Engine: maybe('valkey') },
      { GlobalReplicationGroupId: NO_VALUE },
      { GlobalReplicationGroupId: maybe('ldgnf-datastore') },
    ],
  },
  {
    id: 'global-datastore-ipv6',
    breaks: { ...SECONDARY, NetworkType: 'dual_stack' },
    message: `'Properties.NetworkType' needs 'ipv4' in a Global Datastore, got "dual_stack"; set NetworkType: 'ipv4' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastores-Getting-Started.html)`,
    holds: [
      { ...SECONDARY, NetworkType: 'ipv4' },
      { ...SECONDARY, NetworkType: UNKNOWN },
      { NetworkType: 'dual_stack' },
    ],
  },
];
