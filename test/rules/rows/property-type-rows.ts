import { maybe, type Row, UNKNOWN } from '../judged';
import type { NodeBasedJudged } from '../node-based-judged';

export const propertyTypeRows = ({ prefix, page, of, securityGroups }: NodeBasedJudged): readonly Row[] => [
  {
    id: `${prefix}property-type`,
    breaks: of({ AutoMinorVersionUpgrade: 'perhaps', SnapshotRetentionLimit: 2.5, EngineVersion: { Major: 8 } }),
    message: `'Properties' needs 'Properties.EngineVersion' to be of type string, 'Properties.AutoMinorVersionUpgrade' to be of type boolean, 'Properties.SnapshotRetentionLimit' to be of type integer, got {"Major":8}, "perhaps", 2.5; write each value in the type of the schema (${page})`,
    holds: [
      of({ AutoMinorVersionUpgrade: 'yes', SnapshotRetentionLimit: '2', EngineVersion: 8.2, Port: '6379' }),
      of({ AutoMinorVersionUpgrade: UNKNOWN, SnapshotRetentionLimit: UNKNOWN, EngineVersion: UNKNOWN }),
      of({ AutoMinorVersionUpgrade: maybe('yes') }),
      of({ [securityGroups]: 'sg-1' }),
      of({ AutoMinorVersionUpgrade: null }),
    ],
  },
];
