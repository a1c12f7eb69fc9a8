import { NO_VALUE, type Row, UNKNOWN } from '../judged';
import type { NodeBasedJudged } from '../node-based-judged';

export const snapshotRows = ({ prefix, of }: NodeBasedJudged): readonly Row[] => [
  {
    id: `${prefix}snapshot-retention-range`,
    breaks: of({ SnapshotRetentionLimit: '36' }),
    message:
      "'Properties.SnapshotRetentionLimit' needs 0 to 35 days, got 36; choose a number in that range (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html)",
    holds: [
      of({ SnapshotRetentionLimit: '35' }),
      of({ SnapshotRetentionLimit: 0 }),
      of({ SnapshotRetentionLimit: UNKNOWN }),
    ],
  },
  {
    id: `${prefix}snapshot-window-form`,
    breaks: of({ SnapshotWindow: '3:00-4:00' }),
    message: `'Properties.SnapshotWindow' needs the form 'hh:mm-hh:mm' in UTC, got "3:00-4:00"; write it as SnapshotWindow: '03:00-04:00' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html)`,
    holds: [of({ SnapshotWindow: '23:30-00:30' }), of({ SnapshotWindow: UNKNOWN }), of({ SnapshotWindow: NO_VALUE })],
  },
  {
    id: `${prefix}snapshot-window-length`,
    breaks: of({ SnapshotWindow: '23:30-00:29' }),
    message: `'Properties.SnapshotWindow' needs at least 60 minutes, got "23:30-00:29"; make it longer (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html)`,
    holds: [of({ SnapshotWindow: '23:30-00:30' }), of({ SnapshotWindow: UNKNOWN }), of({ SnapshotWindow: 'at night' })],
  },
];
