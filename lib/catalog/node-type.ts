/** What the node types of one family have in common. */
interface Family {
  /** New clusters can be created on it. */
  readonly creatable: boolean;
  readonly graviton: boolean;
  /** Runs on the Nitro system: what IPv6 and dual-stack need. */
  readonly nitro: boolean;
  /** CPU credits: slow when they are used up. */
  readonly burstable: boolean;
  /** The oldest version of each engine that runs on it; an engine that is missing does not run on it. */
  readonly engines: { readonly [engine: string]: string };
  readonly durability: boolean;
  readonly dataTiering: boolean;
  readonly globalDatastore: boolean;
  /** Encryption in transit of Memcached; undefined for families that are newer than the list of AWS. */
  readonly memcachedTls?: boolean;
  /** Sizes that Application Auto Scaling takes; empty where it takes none. */
  readonly autoScaling: readonly string[];
  /** Regions without it, of the 38 in the pricing data of August 2026; undefined where the data does not have it. */
  readonly missingIn?: readonly string[];
}

const SCALABLE = ['large', 'xlarge', '2xlarge'];

/** Regions in the pricing data of August 2026: of another Region nothing is known. */
const REGIONS = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-central-1',
  'ca-west-1',
  'cn-north-1',
  'cn-northwest-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-west-1',
  'us-west-2',
];

const OLD: Family = {
  creatable: false,
  graviton: false,
  nitro: false,
  burstable: false,
  engines: {},
  durability: false,
  dataTiering: false,
  globalDatastore: false,
  memcachedTls: false,
  autoScaling: [],
};

const FAMILIES: { readonly [family: string]: Family } = {
  t2: {
    creatable: false,
    graviton: false,
    nitro: false,
    burstable: true,
    engines: { valkey: '7.2', redis: '4.0.10', memcached: '1.5.16' },
    durability: false,
    dataTiering: false,
    globalDatastore: false,
    memcachedTls: false,
    autoScaling: [],
    missingIn: [
      'af-south-1',
      'ap-east-1',
      'ap-east-2',
      'ap-south-2',
      'ap-southeast-3',
      'ap-southeast-4',
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'ca-west-1',
      'eu-central-2',
      'eu-north-1',
      'eu-south-1',
      'eu-south-2',
      'il-central-1',
      'me-central-1',
      'me-south-1',
      'mx-central-1',
    ],
  },
  t3: {
    creatable: true,
    graviton: false,
    nitro: true,
    burstable: true,
    engines: { valkey: '7.2', redis: '4.0.10', memcached: '1.5.16' },
    durability: false,
    dataTiering: false,
    globalDatastore: false,
    memcachedTls: true,
    autoScaling: [],
    missingIn: ['ap-southeast-6'],
  },
  t4g: {
    creatable: true,
    graviton: true,
    nitro: true,
    burstable: true,
    engines: { valkey: '7.2', redis: '5.0.6', memcached: '1.5.16' },
    durability: false,
    dataTiering: false,
    globalDatastore: false,
    memcachedTls: true,
    autoScaling: [],
    missingIn: ['me-central-1', 'me-south-1'],
  },
  m4: {
    creatable: true,
    graviton: false,
    nitro: false,
    burstable: false,
    engines: { valkey: '7.2', redis: '4.0.10', memcached: '1.5.16' },
    durability: false,
    dataTiering: false,
    globalDatastore: false,
    memcachedTls: true,
    autoScaling: [],
    missingIn: [
      'af-south-1',
      'ap-east-1',
      'ap-east-2',
      'ap-northeast-3',
      'ap-south-2',
      'ap-southeast-3',
      'ap-southeast-4',
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'ca-west-1',
      'eu-central-2',
      'eu-north-1',
      'eu-south-1',
      'eu-south-2',
      'eu-west-3',
      'il-central-1',
      'me-central-1',
      'me-south-1',
      'mx-central-1',
      'us-gov-east-1',
      'us-gov-west-1',
    ],
  },
  m5: {
    creatable: true,
    graviton: false,
    nitro: true,
    burstable: false,
    engines: { valkey: '7.2', redis: '4.0.10', memcached: '1.5.16' },
    durability: false,
    dataTiering: false,
    globalDatastore: true,
    memcachedTls: true,
    autoScaling: SCALABLE,
    missingIn: [
      'ap-east-2',
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'cn-north-1',
      'cn-northwest-1',
      'mx-central-1',
    ],
  },
  m6g: {
    creatable: true,
    graviton: true,
    nitro: true,
    burstable: false,
    engines: { valkey: '7.2', redis: '5.0.6', memcached: '1.5.16' },
    durability: true,
    dataTiering: false,
    globalDatastore: true,
    memcachedTls: true,
    autoScaling: SCALABLE,
    missingIn: [],
  },
  m7g: {
    creatable: true,
    graviton: true,
    nitro: true,
    burstable: false,
    engines: { valkey: '7.2', redis: '6.2', memcached: '1.5.16' },
    durability: true,
    dataTiering: false,
    globalDatastore: true,
    memcachedTls: true,
    autoScaling: SCALABLE,
    missingIn: ['ca-west-1', 'eu-south-1'],
  },
  m8g: {
    creatable: true,
    graviton: true,
    nitro: true,
    burstable: false,
    engines: { valkey: '7.2', memcached: '1.6.6' },
    durability: true,
    dataTiering: false,
    globalDatastore: true,
    autoScaling: SCALABLE,
    missingIn: ['ap-east-2', 'ap-southeast-6', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1'],
  },
  r4: {
    creatable: true,
    graviton: false,
    nitro: false,
    burstable: false,
    engines: { valkey: '7.2', redis: '4.0.10', memcached: '1.5.16' },
    durability: false,
    dataTiering: false,
    globalDatastore: false,
    memcachedTls: true,
    autoScaling: [],
    missingIn: [
      'af-south-1',
      'ap-east-1',
      'ap-east-2',
      'ap-south-2',
      'ap-southeast-3',
      'ap-southeast-4',
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'ca-west-1',
      'eu-central-2',
      'eu-north-1',
      'eu-south-1',
      'eu-south-2',
      'il-central-1',
      'me-central-1',
      'me-south-1',
      'mx-central-1',
    ],
  },
  r5: {
    creatable: true,
    graviton: false,
    nitro: true,
    burstable: false,
    engines: { valkey: '7.2', redis: '4.0.10', memcached: '1.5.16' },
    durability: false,
    dataTiering: false,
    globalDatastore: true,
    memcachedTls: true,
    autoScaling: SCALABLE,
    missingIn: ['ap-east-2', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'mx-central-1'],
  },
  r6g: {
    creatable: true,
    graviton: true,
    nitro: true,
    burstable: false,
    engines: { valkey: '7.2', redis: '5.0.6', memcached: '1.5.16' },
    durability: true,
    dataTiering: false,
    globalDatastore: true,
    memcachedTls: true,
    autoScaling: SCALABLE,
    missingIn: [],
  },
  r6gd: {
    creatable: true,
    graviton: true,
    nitro: true,
    burstable: false,
    engines: { valkey: '7.2', redis: '6.2' },
    durability: false,
    dataTiering: true,
    globalDatastore: true,
    autoScaling: SCALABLE,
    missingIn: [
      'af-south-1',
      'ap-east-1',
      'ap-east-2',
      'ap-northeast-2',
      'ap-northeast-3',
      'ap-south-2',
      'ap-southeast-3',
      'ap-southeast-4',
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'ca-west-1',
      'cn-north-1',
      'cn-northwest-1',
      'eu-central-2',
      'eu-south-1',
      'eu-south-2',
      'eu-west-2',
      'il-central-1',
      'me-central-1',
      'me-south-1',
      'mx-central-1',
      'us-gov-east-1',
      'us-gov-west-1',
    ],
  },
  r7g: {
    creatable: true,
    graviton: true,
    nitro: true,
    burstable: false,
    engines: { valkey: '7.2', redis: '6.2', memcached: '1.5.16' },
    durability: true,
    dataTiering: false,
    globalDatastore: true,
    memcachedTls: true,
    autoScaling: SCALABLE,
    missingIn: [],
  },
  r8g: {
    creatable: true,
    graviton: true,
    nitro: true,
    burstable: false,
    engines: { valkey: '7.2', memcached: '1.6.6' },
    durability: true,
    dataTiering: false,
    globalDatastore: true,
    autoScaling: SCALABLE,
    missingIn: ['ap-east-2', 'il-central-1', 'me-central-1', 'me-south-1'],
  },
  c7gn: {
    creatable: true,
    graviton: true,
    nitro: true,
    burstable: false,
    engines: { valkey: '7.2', redis: '6.2', memcached: '1.6.6' },
    durability: true,
    dataTiering: false,
    globalDatastore: true,
    autoScaling: SCALABLE,
    missingIn: [
      'af-south-1',
      'ap-east-1',
      'ap-east-2',
      'ap-northeast-1',
      'ap-northeast-2',
      'ap-northeast-3',
      'ap-south-1',
      'ap-south-2',
      'ap-southeast-1',
      'ap-southeast-2',
      'ap-southeast-3',
      'ap-southeast-4',
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'ca-central-1',
      'ca-west-1',
      'cn-north-1',
      'cn-northwest-1',
      'eu-central-1',
      'eu-central-2',
      'eu-north-1',
      'eu-south-1',
      'eu-south-2',
      'eu-west-2',
      'eu-west-3',
      'il-central-1',
      'me-central-1',
      'me-south-1',
      'mx-central-1',
      'sa-east-1',
      'us-gov-east-1',
      'us-gov-west-1',
      'us-west-1',
    ],
  },
  c8gn: {
    creatable: true,
    graviton: true,
    nitro: true,
    burstable: false,
    engines: { valkey: '7.2', memcached: '1.6.6' },
    durability: true,
    dataTiering: false,
    globalDatastore: true,
    autoScaling: SCALABLE,
    missingIn: [
      'ap-east-2',
      'ap-northeast-3',
      'ap-southeast-6',
      'eu-west-3',
      'il-central-1',
      'me-central-1',
      'me-south-1',
      'mx-central-1',
    ],
  },
  i8ge: {
    creatable: true,
    graviton: true,
    nitro: true,
    burstable: false,
    engines: { valkey: '9.1' },
    durability: false,
    dataTiering: false,
    globalDatastore: false,
    autoScaling: [],
  },
  t1: OLD,
  m1: OLD,
  m2: OLD,
  m3: OLD,
  c1: OLD,
  r3: OLD,
};

/** What is said of a node type that this library does not know yet. */
export interface NodeTypeOptions {
  /** A known node type of a family that can do the same. */
  readonly like: NodeType;
  /** Memory in GiB. */
  readonly memoryGiB: number;
  /** Number of virtual CPUs. */
  readonly vcpu: number;
}

/**
 * The machine that a node runs on. Each row carries its memory and what its family may do.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
 */
export class NodeType {
  private static readonly rows = new Map<string, NodeType>();

  /** 2 vCPU, 0.5 GiB. */
  public static readonly T3_MICRO = NodeType.row('t3', 'micro', 2, 0.5, 536870912);
  /** 2 vCPU, 1.37 GiB. */
  public static readonly T3_SMALL = NodeType.row('t3', 'small', 2, 1.37, 1471026299);
  /** 2 vCPU, 3.09 GiB. */
  public static readonly T3_MEDIUM = NodeType.row('t3', 'medium', 2, 3.09, 3317862236);
  /** 2 vCPU, 0.5 GiB. */
  public static readonly T4G_MICRO = NodeType.row('t4g', 'micro', 2, 0.5, 536870912);
  /** 2 vCPU, 1.37 GiB. */
  public static readonly T4G_SMALL = NodeType.row('t4g', 'small', 2, 1.37, 1471026299);
  /** 2 vCPU, 3.09 GiB. */
  public static readonly T4G_MEDIUM = NodeType.row('t4g', 'medium', 2, 3.09, 3317862236);
  /** 2 vCPU, 6.42 GiB. */
  public static readonly M4_LARGE = NodeType.row('m4', 'large', 2, 6.42, 6892593152);
  /** 4 vCPU, 14.28 GiB. */
  public static readonly M4_XLARGE = NodeType.row('m4', 'xlarge', 4, 14.28, 15328501760);
  /** 8 vCPU, 29.7 GiB. */
  public static readonly M4_2XLARGE = NodeType.row('m4', '2xlarge', 8, 29.7, 31889126359);
  /** 16 vCPU, 60.78 GiB. */
  public static readonly M4_4XLARGE = NodeType.row('m4', '4xlarge', 16, 60.78, 65257290629);
  /** 40 vCPU, 154.64 GiB. */
  public static readonly M4_10XLARGE = NodeType.row('m4', '10xlarge', 40, 154.64, 166047614239);
  /** 2 vCPU, 6.38 GiB. */
  public static readonly M5_LARGE = NodeType.row('m5', 'large', 2, 6.38, 6854542746);
  /** 4 vCPU, 12.93 GiB. */
  public static readonly M5_XLARGE = NodeType.row('m5', 'xlarge', 4, 12.93, 13891921715);
  /** 8 vCPU, 26.04 GiB. */
  public static readonly M5_2XLARGE = NodeType.row('m5', '2xlarge', 8, 26.04, 27966669210);
  /** 16 vCPU, 52.26 GiB. */
  public static readonly M5_4XLARGE = NodeType.row('m5', '4xlarge', 16, 52.26, 56116178125);
  /** 48 vCPU, 157.12 GiB. */
  public static readonly M5_12XLARGE = NodeType.row('m5', '12xlarge', 48, 157.12, 168715971994);
  /** 96 vCPU, 314.32 GiB. */
  public static readonly M5_24XLARGE = NodeType.row('m5', '24xlarge', 96, 314.32, 337500562842);
  /** 2 vCPU, 6.38 GiB. */
  public static readonly M6G_LARGE = NodeType.row('m6g', 'large', 2, 6.38, 6854542746);
  /** 4 vCPU, 12.93 GiB. */
  public static readonly M6G_XLARGE = NodeType.row('m6g', 'xlarge', 4, 12.93, 13891921715);
  /** 8 vCPU, 26.04 GiB. */
  public static readonly M6G_2XLARGE = NodeType.row('m6g', '2xlarge', 8, 26.04, 27966669210);
  /** 16 vCPU, 52.26 GiB. */
  public static readonly M6G_4XLARGE = NodeType.row('m6g', '4xlarge', 16, 52.26, 56116178125);
  /** 32 vCPU, 103.68 GiB. */
  public static readonly M6G_8XLARGE = NodeType.row('m6g', '8xlarge', 32, 103.68, 111325552312);
  /** 48 vCPU, 157.12 GiB. */
  public static readonly M6G_12XLARGE = NodeType.row('m6g', '12xlarge', 48, 157.12, 168715971994);
  /** 64 vCPU, 209.55 GiB. */
  public static readonly M6G_16XLARGE = NodeType.row('m6g', '16xlarge', 64, 209.55, 225000375228);
  /** 2 vCPU, 6.38 GiB. */
  public static readonly M7G_LARGE = NodeType.row('m7g', 'large', 2, 6.38, 6854542746);
  /** 4 vCPU, 12.93 GiB. */
  public static readonly M7G_XLARGE = NodeType.row('m7g', 'xlarge', 4, 12.93, 13891921715);
  /** 8 vCPU, 26.04 GiB. */
  public static readonly M7G_2XLARGE = NodeType.row('m7g', '2xlarge', 8, 26.04, 27966669210);
  /** 16 vCPU, 52.26 GiB. */
  public static readonly M7G_4XLARGE = NodeType.row('m7g', '4xlarge', 16, 52.26, 56116178125);
  /** 32 vCPU, 103.68 GiB. */
  public static readonly M7G_8XLARGE = NodeType.row('m7g', '8xlarge', 32, 103.68, 111325552312);
  /** 48 vCPU, 157.12 GiB. */
  public static readonly M7G_12XLARGE = NodeType.row('m7g', '12xlarge', 48, 157.12, 168715971994);
  /** 64 vCPU, 209.55 GiB. */
  public static readonly M7G_16XLARGE = NodeType.row('m7g', '16xlarge', 64, 209.55, 225000375228);
  /** 2 vCPU, 6.79 GiB. */
  public static readonly M8G_LARGE = NodeType.row('m8g', 'large', 2, 6.79, 7294178820);
  /** 4 vCPU, 14.18 GiB. */
  public static readonly M8G_XLARGE = NodeType.row('m8g', 'xlarge', 4, 14.18, 15222495510);
  /** 8 vCPU, 29.68 GiB. */
  public static readonly M8G_2XLARGE = NodeType.row('m8g', '2xlarge', 8, 29.68, 31866224640);
  /** 16 vCPU, 61.33 GiB. */
  public static readonly M8G_4XLARGE = NodeType.row('m8g', '4xlarge', 16, 61.33, 65856864256);
  /** 32 vCPU, 124.65 GiB. */
  public static readonly M8G_8XLARGE = NodeType.row('m8g', '8xlarge', 32, 124.65, 133838143488);
  /** 48 vCPU, 187.96 GiB. */
  public static readonly M8G_12XLARGE = NodeType.row('m8g', '12xlarge', 48, 187.96, 201819422720);
  /** 64 vCPU, 251.27 GiB. */
  public static readonly M8G_16XLARGE = NodeType.row('m8g', '16xlarge', 64, 251.27, 269800701952);
  /** 2 vCPU, 12.3 GiB. */
  public static readonly R4_LARGE = NodeType.row('r4', 'large', 2, 12.3, 13201781556);
  /** 4 vCPU, 25.05 GiB. */
  public static readonly R4_XLARGE = NodeType.row('r4', 'xlarge', 4, 25.05, 26898228839);
  /** 8 vCPU, 50.47 GiB. */
  public static readonly R4_2XLARGE = NodeType.row('r4', '2xlarge', 8, 50.47, 54197537997);
  /** 16 vCPU, 101.38 GiB. */
  public static readonly R4_4XLARGE = NodeType.row('r4', '4xlarge', 16, 101.38, 108858546586);
  /** 32 vCPU, 203.26 GiB. */
  public static readonly R4_8XLARGE = NodeType.row('r4', '8xlarge', 32, 203.26, 218255432090);
  /** 64 vCPU, 407.0 GiB. */
  public static readonly R4_16XLARGE = NodeType.row('r4', '16xlarge', 64, 407.0, 437021573120);
  /** 2 vCPU, 13.07 GiB. */
  public static readonly R5_LARGE = NodeType.row('r5', 'large', 2, 13.07, 14037181030);
  /** 4 vCPU, 26.32 GiB. */
  public static readonly R5_XLARGE = NodeType.row('r5', 'xlarge', 4, 26.32, 28261849702);
  /** 8 vCPU, 52.82 GiB. */
  public static readonly R5_2XLARGE = NodeType.row('r5', '2xlarge', 8, 52.82, 56711183565);
  /** 16 vCPU, 105.81 GiB. */
  public static readonly R5_4XLARGE = NodeType.row('r5', '4xlarge', 16, 105.81, 113609865216);
  /** 48 vCPU, 317.77 GiB. */
  public static readonly R5_12XLARGE = NodeType.row('r5', '12xlarge', 48, 317.77, 341206346547);
  /** 96 vCPU, 635.61 GiB. */
  public static readonly R5_24XLARGE = NodeType.row('r5', '24xlarge', 96, 635.61, 682485973811);
  /** 2 vCPU, 13.07 GiB. */
  public static readonly R6G_LARGE = NodeType.row('r6g', 'large', 2, 13.07, 14037181030);
  /** 4 vCPU, 26.32 GiB. */
  public static readonly R6G_XLARGE = NodeType.row('r6g', 'xlarge', 4, 26.32, 28261849702);
  /** 8 vCPU, 52.82 GiB. */
  public static readonly R6G_2XLARGE = NodeType.row('r6g', '2xlarge', 8, 52.82, 56711183565);
  /** 16 vCPU, 105.81 GiB. */
  public static readonly R6G_4XLARGE = NodeType.row('r6g', '4xlarge', 16, 105.81, 113609865216);
  /** 32 vCPU, 209.55 GiB. */
  public static readonly R6G_8XLARGE = NodeType.row('r6g', '8xlarge', 32, 209.55, 225000375228);
  /** 48 vCPU, 317.77 GiB. */
  public static readonly R6G_12XLARGE = NodeType.row('r6g', '12xlarge', 48, 317.77, 341206346547);
  /** 64 vCPU, 419.09 GiB. */
  public static readonly R6G_16XLARGE = NodeType.row('r6g', '16xlarge', 64, 419.09, 450000750456);
  /** 4 vCPU, 26.32 GiB. */
  public static readonly R6GD_XLARGE = NodeType.row('r6gd', 'xlarge', 4, 26.32, 28261849702);
  /** 8 vCPU, 52.82 GiB. */
  public static readonly R6GD_2XLARGE = NodeType.row('r6gd', '2xlarge', 8, 52.82, 56711183565);
  /** 16 vCPU, 105.81 GiB. */
  public static readonly R6GD_4XLARGE = NodeType.row('r6gd', '4xlarge', 16, 105.81, 113609865216);
  /** 32 vCPU, 209.55 GiB. */
  public static readonly R6GD_8XLARGE = NodeType.row('r6gd', '8xlarge', 32, 209.55, 225000375228);
  /** 48 vCPU, 317.77 GiB. */
  public static readonly R6GD_12XLARGE = NodeType.row('r6gd', '12xlarge', 48, 317.77, 341206346547);
  /** 64 vCPU, 419.09 GiB. */
  public static readonly R6GD_16XLARGE = NodeType.row('r6gd', '16xlarge', 64, 419.09, 450000750456);
  /** 2 vCPU, 13.07 GiB. */
  public static readonly R7G_LARGE = NodeType.row('r7g', 'large', 2, 13.07, 14037181030);
  /** 4 vCPU, 26.32 GiB. */
  public static readonly R7G_XLARGE = NodeType.row('r7g', 'xlarge', 4, 26.32, 28261849702);
  /** 8 vCPU, 52.82 GiB. */
  public static readonly R7G_2XLARGE = NodeType.row('r7g', '2xlarge', 8, 52.82, 56711183565);
  /** 16 vCPU, 105.81 GiB. */
  public static readonly R7G_4XLARGE = NodeType.row('r7g', '4xlarge', 16, 105.81, 113609865216);
  /** 32 vCPU, 209.55 GiB. */
  public static readonly R7G_8XLARGE = NodeType.row('r7g', '8xlarge', 32, 209.55, 225000375228);
  /** 48 vCPU, 317.77 GiB. */
  public static readonly R7G_12XLARGE = NodeType.row('r7g', '12xlarge', 48, 317.77, 341206346547);
  /** 64 vCPU, 419.09 GiB. */
  public static readonly R7G_16XLARGE = NodeType.row('r7g', '16xlarge', 64, 419.09, 450000750456);
  /** 2 vCPU, 14.18 GiB. */
  public static readonly R8G_LARGE = NodeType.row('r8g', 'large', 2, 14.18, 15222495510);
  /** 4 vCPU, 29.68 GiB. */
  public static readonly R8G_XLARGE = NodeType.row('r8g', 'xlarge', 4, 29.68, 31866224640);
  /** 8 vCPU, 61.33 GiB. */
  public static readonly R8G_2XLARGE = NodeType.row('r8g', '2xlarge', 8, 61.33, 65856864256);
  /** 16 vCPU, 124.65 GiB. */
  public static readonly R8G_4XLARGE = NodeType.row('r8g', '4xlarge', 16, 124.65, 133838143488);
  /** 32 vCPU, 251.27 GiB. */
  public static readonly R8G_8XLARGE = NodeType.row('r8g', '8xlarge', 32, 251.27, 269800701952);
  /** 48 vCPU, 377.9 GiB. */
  public static readonly R8G_12XLARGE = NodeType.row('r8g', '12xlarge', 48, 377.9, 405763260416);
  /** 64 vCPU, 504.52 GiB. */
  public static readonly R8G_16XLARGE = NodeType.row('r8g', '16xlarge', 64, 504.52, 541725818880);
  /** 2 vCPU, 3.09 GiB. */
  public static readonly C7GN_LARGE = NodeType.row('c7gn', 'large', 2, 3.09, 3317862236);
  /** 4 vCPU, 6.38 GiB. */
  public static readonly C7GN_XLARGE = NodeType.row('c7gn', 'xlarge', 4, 6.38, 6854542746);
  /** 8 vCPU, 12.94 GiB. */
  public static readonly C7GN_2XLARGE = NodeType.row('c7gn', '2xlarge', 8, 12.94, 13891921715);
  /** 16 vCPU, 26.05 GiB. */
  public static readonly C7GN_4XLARGE = NodeType.row('c7gn', '4xlarge', 16, 26.05, 27966669210);
  /** 32 vCPU, 52.26 GiB. */
  public static readonly C7GN_8XLARGE = NodeType.row('c7gn', '8xlarge', 32, 52.26, 56116178125);
  /** 48 vCPU, 78.56 GiB. */
  public static readonly C7GN_12XLARGE = NodeType.row('c7gn', '12xlarge', 48, 78.56, 84357985997);
  /** 64 vCPU, 105.81 GiB. */
  public static readonly C7GN_16XLARGE = NodeType.row('c7gn', '16xlarge', 64, 105.81, 113609865216);
  /** 2 vCPU, 3.1 GiB. */
  public static readonly C8GN_LARGE = NodeType.row('c8gn', 'large', 2, 3.1, 3330020474);
  /** 4 vCPU, 6.79 GiB. */
  public static readonly C8GN_XLARGE = NodeType.row('c8gn', 'xlarge', 4, 6.79, 7294178820);
  /** 8 vCPU, 14.18 GiB. */
  public static readonly C8GN_2XLARGE = NodeType.row('c8gn', '2xlarge', 8, 14.18, 15222495510);
  /** 16 vCPU, 29.68 GiB. */
  public static readonly C8GN_4XLARGE = NodeType.row('c8gn', '4xlarge', 16, 29.68, 31866224640);
  /** 32 vCPU, 61.33 GiB. */
  public static readonly C8GN_8XLARGE = NodeType.row('c8gn', '8xlarge', 32, 61.33, 65856864256);
  /** 48 vCPU, 92.99 GiB. */
  public static readonly C8GN_12XLARGE = NodeType.row('c8gn', '12xlarge', 48, 92.99, 99847503872);
  /** 64 vCPU, 124.65 GiB. */
  public static readonly C8GN_16XLARGE = NodeType.row('c8gn', '16xlarge', 64, 124.65, 133838143488);
  /** 192 vCPU, memory not published; distributed KV caching only. */
  public static readonly I8GE_48XLARGE = NodeType.row('i8ge', '48xlarge', 192);

  static {
    // Previous generations: known, so that a template that still has them is judged; not offered as constants.
    NodeType.row('t2', 'micro', 1, 0.555, 581959680);
    NodeType.row('t2', 'small', 1, 1.55, 1665138688);
    NodeType.row('t2', 'medium', 2, 3.22, 3461349376);
    NodeType.row('t1', 'micro', 1, 0.13, 142606336);
    NodeType.row('m1', 'small', 1, 0.88, 943718400);
    NodeType.row('m1', 'medium', 1, 2.88, 3093299200);
    NodeType.row('m1', 'large', 2, 6.54, 7025459200);
    NodeType.row('m1', 'xlarge', 4, 13.87, 14889779200);
    NodeType.row('m2', 'xlarge', 2, 15.92, 17091788800);
    NodeType.row('m2', '2xlarge', 4, 32.62, 35022438400);
    NodeType.row('m2', '4xlarge', 8, 66.02, 70883737600);
    NodeType.row('m3', 'medium', 1, 2.78, 2988441600);
    NodeType.row('m3', 'large', 2, 6.05, 6501171200);
    NodeType.row('m3', 'xlarge', 4, 13.28, 14260633600);
    NodeType.row('m3', '2xlarge', 8, 27.93, 29989273600);
    NodeType.row('c1', 'xlarge', 8, 6.05, 6501171200);
    NodeType.row('r3', 'large', 2, 13.48, 14470348800);
    NodeType.row('r3', 'xlarge', 4, 28.42, 30513561600);
    NodeType.row('r3', '2xlarge', 8, 58.2, 62495129600);
    NodeType.row('r3', '4xlarge', 16, 117.77, 126458265600);
    NodeType.row('r3', '8xlarge', 32, 236.91, 254384537600);
  }

  /**
   * A node type that AWS has added since this library was released.
   *
   * @param name such as `cache.r9g.large`
   * @param options its size, and a known node type that can do the same
   */
  public static of(name: string, options: NodeTypeOptions): NodeType {
    const { like, vcpu, memoryGiB } = options;
    return new NodeType(name, like.traits, name.split('.').at(-1) ?? '', vcpu, memoryGiB);
  }

  /** Every node type that this library knows. */
  public static all(): NodeType[] {
    return [...NodeType.rows.values()];
  }

  /** The row of a node type by its name, such as `cache.m7g.large`, or undefined. */
  public static find(name: string): NodeType | undefined {
    return NodeType.rows.get(name);
  }

  private static row(family: string, size: string, vcpu: number, memoryGiB?: number, maxmemory?: number): NodeType {
    const row = new NodeType(`cache.${family}.${size}`, FAMILIES[family], size, vcpu, memoryGiB, maxmemory);
    NodeType.rows.set(row.name, row);
    return row;
  }

  private constructor(
    /** The name that CloudFormation takes, such as `cache.m7g.large`. */
    public readonly name: string,
    private readonly traits: Family,
    private readonly size: string,
    /** Number of virtual CPUs. */
    public readonly vcpu: number,
    /** Memory in GiB; undefined where AWS does not publish it. */
    public readonly memoryGiB?: number,
    /** `maxmemory` in bytes, before `reserved-memory-percent`; undefined where AWS does not publish it. */
    public readonly maxmemoryBytes?: number,
  ) {}

  /** The family, such as `r7g`. */
  public get family(): string {
    return this.name.split('.')[1] ?? '';
  }

  /** The generation of the family, a number that grows with time: 7 for `r7g`. */
  public get generation(): number {
    return Number(/\d+/.exec(this.family)?.[0] ?? 0);
  }

  /** Whether new clusters can be created on it: false for previous generations. */
  public get creatable(): boolean {
    return this.traits.creatable;
  }

  /** Whether it has an AWS Graviton processor. */
  public get graviton(): boolean {
    return this.traits.graviton;
  }

  /** Whether it lives on CPU credits. */
  public get burstable(): boolean {
    return this.traits.burstable;
  }

  /** Whether it has SSDs behind its memory; the group then must enable data tiering. */
  public get dataTiering(): boolean {
    return this.traits.dataTiering;
  }

  /** Whether it takes synchronous and asynchronous durability. */
  public get durability(): boolean {
    return this.traits.durability;
  }

  /** Whether it takes the network types `ipv6` and `dual_stack`. */
  public get ipv6(): boolean {
    return this.traits.nitro;
  }

  /** Whether Application Auto Scaling takes it. */
  public get autoScaling(): boolean {
    return this.traits.autoScaling.includes(this.size);
  }

  /** Whether a Global Datastore takes it. */
  public get globalDatastore(): boolean {
    return this.traits.globalDatastore;
  }

  /** Whether Memcached has encryption in transit on it; undefined where AWS does not say. */
  public get memcachedTls(): boolean | undefined {
    return this.traits.memcachedTls;
  }

  /** Memory in MiB; undefined where AWS does not publish it. */
  public get memoryMiB(): number | undefined {
    return this.memoryGiB === undefined ? undefined : Math.round(this.memoryGiB * 1024);
  }

  /** Whether it serves distributed KV caching and nothing else. */
  public get kvCaching(): boolean {
    return this.traits === FAMILIES.i8ge;
  }

  /** The oldest version of that engine that runs on it, or undefined where the engine does not. */
  public oldestVersion(engine: string): string | undefined {
    return this.traits.engines[engine];
  }

  /** Whether AWS sells it in that Region; undefined where nothing is known of the Region. */
  public isOfferedIn(region: string): boolean | undefined {
    const { missingIn } = this.traits;
    return REGIONS.includes(region) && missingIn !== undefined ? !missingIn.includes(region) : undefined;
  }

  /** The name that CloudFormation takes. */
  public toString(): string {
    return this.name;
  }
}
