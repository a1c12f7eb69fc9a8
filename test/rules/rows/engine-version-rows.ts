import { maybe, NO_VALUE, type Row, SECONDARY, UNKNOWN } from '../judged';
import type { NodeBasedJudged } from '../node-based-judged';

const GUIDE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg';
const VALKEY = { Engine: 'valkey', EngineVersion: '8.2' };

export const engineVersionRows = ({ prefix, of, redis, family }: NodeBasedJudged): readonly Row[] => [
  {
    id: `${prefix}engine-version-stated`,
    breaks: of({ EngineVersion: NO_VALUE }),
    message: `'Properties.EngineVersion' needs a version, because the default of the service moves and an upgrade cannot be undone, got none; state the version that runs (${GUIDE}/engine-versions.html)`,
    holds: [
      of({ EngineVersion: '8.2' }),
      of({ EngineVersion: UNKNOWN }),
      of({ EngineVersion: maybe('8.2') }),
      of(SECONDARY),
    ],
  },
  {
    id: `${prefix}engine-version-two-parts`,
    breaks: of({ ...VALKEY, EngineVersion: '9.0.0' }),
    message: `'Properties.EngineVersion' needs two parts without a patch level, got "9.0.0"; set EngineVersion: '9.0' (${GUIDE}/engine-versions.html)`,
    holds: [
      of({ ...VALKEY, EngineVersion: '9.0' }),
      of(redis('5.0.6')),
      of({ Engine: 'memcached', EngineVersion: '1.6.22' }),
      of({ Engine: UNKNOWN, EngineVersion: '9.0.0' }),
      of({ EngineVersion: UNKNOWN }),
    ],
  },
  {
    id: `${prefix}engine-version-known`,
    breaks: of(redis('7.2')),
    message: `'Properties.EngineVersion' needs a version that the service offers: 4.0.10, 5.0.6, 6.0, 6.2, 7.0, 7.1, got "7.2"; choose one of them (${GUIDE}/engine-versions.html)`,
    holds: [
      of(redis('7.1')),
      of(redis('5.0.6')),
      of(redis('6.2.6')),
      of({ ...VALKEY, EngineVersion: '9.2' }),
      of({ ...VALKEY, EngineVersion: '10.0' }),
      of({ ...VALKEY, EngineVersion: 8.2 }),
      of({ Engine: 'memcached', EngineVersion: '1.4.34' }),
      of({ Engine: 'memcached', EngineVersion: '1.6.30' }),
      of({ Engine: 'keydb', EngineVersion: '1' }),
      of({ Engine: UNKNOWN, EngineVersion: '7.3' }),
      of({ EngineVersion: UNKNOWN }),
    ],
  },
  {
    id: `${prefix}engine-extended-support`,
    breaks: of(redis('6.2')),
    message: `'Properties.EngineVersion' needs a version without an end of standard support: that of redis 6.2 is 2027-01-31, got "6.2"; upgrade to Valkey by that day, or pay for Extended Support from the next day on (${GUIDE}/extended-support.html)`,
    holds: [
      of(redis('7.1')),
      of(redis('7.0')),
      of(VALKEY),
      of({ Engine: UNKNOWN, EngineVersion: '6.2' }),
      of({ ...redis('6.2'), EngineVersion: UNKNOWN }),
    ],
  },
  {
    id: `${prefix}parameter-group-family`,
    breaks: family.group(family.other),
    message: `'Properties.CacheParameterGroupName' needs a parameter group of family ${family.right} for ${family.engine}, got one of family ${family.other}; give it a parameter group of the family of its engine version (${GUIDE}/ParameterGroups.Engine.html)`,
    holds: [
      family.group(family.right),
      family.group(UNKNOWN),
      of({ ...VALKEY, CacheParameterGroupName: 'default.valkey8.cluster.on' }),
      of({ ...redis('6.2'), CacheParameterGroupName: 'default.redis6.x' }),
      of({ CacheParameterGroupName: 'a-group-of-another-stack' }),
      of({ ...VALKEY, EngineVersion: '10.0', CacheParameterGroupName: 'default.valkey10' }),
      of({ EngineVersion: UNKNOWN, CacheParameterGroupName: 'default.valkey7' }),
    ],
  },
];
