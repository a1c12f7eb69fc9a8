import { Engine } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';

type FamilyRow = readonly [
  family: string,
  valkey: string,
  redis: string,
  memcached: string,
  regions: number | undefined,
  can: string,
  autoScaling: string,
];

type TypeRow = readonly [name: string, vcpu: number, memoryGiB: number | undefined, maxmemoryBytes: number | undefined];

// From the pages of AWS on node types and parameters, and its pricing data of August 2026.
// biome-ignore format: a table
const FAMILIES: readonly FamilyRow[] = [
  ['t2', '7.2', '4.0.10', '1.5.16', 20, 'burstable', ''],
  ['t3', '7.2', '4.0.10', '1.5.16', 37, 'creatable burstable', ''],
  ['t4g', '7.2', '5.0.6', '1.5.16', 36, 'creatable graviton burstable', ''],
  ['m4', '7.2', '4.0.10', '1.5.16', 16, 'creatable', ''],
  ['m5', '7.2', '4.0.10', '1.5.16', 31, 'creatable globalDatastore', 'large xlarge 2xlarge'],
  ['m6g', '7.2', '5.0.6', '1.5.16', 38, 'creatable graviton durability globalDatastore', 'large xlarge 2xlarge'],
  ['m7g', '7.2', '6.2', '1.5.16', 36, 'creatable graviton durability globalDatastore', 'large xlarge 2xlarge'],
  ['m8g', '7.2', '-', '1.6.6', 32, 'creatable graviton durability globalDatastore', 'large xlarge 2xlarge'],
  ['r4', '7.2', '4.0.10', '1.5.16', 20, 'creatable', ''],
  ['r5', '7.2', '4.0.10', '1.5.16', 33, 'creatable globalDatastore', 'large xlarge 2xlarge'],
  ['r6g', '7.2', '5.0.6', '1.5.16', 38, 'creatable graviton durability globalDatastore', 'large xlarge 2xlarge'],
  ['r6gd', '7.2', '6.2', '-', 14, 'creatable graviton dataTiering globalDatastore', 'xlarge 2xlarge'],
  ['r7g', '7.2', '6.2', '1.5.16', 38, 'creatable graviton durability globalDatastore', 'large xlarge 2xlarge'],
  ['r8g', '7.2', '-', '1.6.6', 34, 'creatable graviton durability globalDatastore', 'large xlarge 2xlarge'],
  ['c7gn', '7.2', '6.2', '1.6.6', 4, 'creatable graviton durability globalDatastore', 'large xlarge 2xlarge'],
  ['c8gn', '7.2', '-', '1.6.6', 30, 'creatable graviton durability globalDatastore', 'large xlarge 2xlarge'],
  ['i8ge', '9.1', '-', '-', undefined, 'creatable graviton kvCaching', ''],
  ['t1', '-', '-', '-', undefined, '', ''],
  ['m1', '-', '-', '-', undefined, '', ''],
  ['m2', '-', '-', '-', undefined, '', ''],
  ['m3', '-', '-', '-', undefined, '', ''],
  ['c1', '-', '-', '-', undefined, '', ''],
  ['r3', '-', '-', '-', undefined, '', ''],
];

// biome-ignore format: a table
const TYPES: readonly TypeRow[] = [
  ['cache.t2.micro', 1, 0.555, 581959680],
  ['cache.t2.small', 1, 1.55, 1665138688],
  ['cache.t2.medium', 2, 3.22, 3461349376],
  ['cache.t3.micro', 2, 0.5, 536870912],
  ['cache.t3.small', 2, 1.37, 1471026299],
  ['cache.t3.medium', 2, 3.09, 3317862236],
  ['cache.t4g.micro', 2, 0.5, 536870912],
  ['cache.t4g.small', 2, 1.37, 1471026299],
  ['cache.t4g.medium', 2, 3.09, 3317862236],
  ['cache.m4.large', 2, 6.42, 6892593152],
  ['cache.m4.xlarge', 4, 14.28, 15328501760],
  ['cache.m4.2xlarge', 8, 29.7, 31889126359],
  ['cache.m4.4xlarge', 16, 60.78, 65257290629],
  ['cache.m4.10xlarge', 40, 154.64, 166047614239],
  ['cache.m5.large', 2, 6.38, 6854542746],
  ['cache.m5.xlarge', 4, 12.93, 13891921715],
  ['cache.m5.2xlarge', 8, 26.04, 27966669210],
  ['cache.m5.4xlarge', 16, 52.26, 56116178125],
  ['cache.m5.12xlarge', 48, 157.12, 168715971994],
  ['cache.m5.24xlarge', 96, 314.32, 337500562842],
  ['cache.m6g.large', 2, 6.38, 6854542746],
  ['cache.m6g.xlarge', 4, 12.93, 13891921715],
  ['cache.m6g.2xlarge', 8, 26.04, 27966669210],
  ['cache.m6g.4xlarge', 16, 52.26, 56116178125],
  ['cache.m6g.8xlarge', 32, 103.68, 111325552312],
  ['cache.m6g.12xlarge', 48, 157.12, 168715971994],
  ['cache.m6g.16xlarge', 64, 209.55, 225000375228],
  ['cache.m7g.large', 2, 6.38, 6854542746],
  ['cache.m7g.xlarge', 4, 12.93, 13891921715],
  ['cache.m7g.2xlarge', 8, 26.04, 27966669210],
  ['cache.m7g.4xlarge', 16, 52.26, 56116178125],
  ['cache.m7g.8xlarge', 32, 103.68, 111325552312],
  ['cache.m7g.12xlarge', 48, 157.12, 168715971994],
  ['cache.m7g.16xlarge', 64, 209.55, 225000375228],
  ['cache.m8g.large', 2, 6.79, 7294178820],
  ['cache.m8g.xlarge', 4, 14.18, 15222495510],
  ['cache.m8g.2xlarge', 8, 29.68, 31866224640],
  ['cache.m8g.4xlarge', 16, 61.33, 65856864256],
  ['cache.m8g.8xlarge', 32, 124.65, 133838143488],
  ['cache.m8g.12xlarge', 48, 187.96, 201819422720],
  ['cache.m8g.16xlarge', 64, 251.27, 269800701952],
  ['cache.r4.large', 2, 12.3, 13201781556],
  ['cache.r4.xlarge', 4, 25.05, 26898228839],
  ['cache.r4.2xlarge', 8, 50.47, 54197537997],
  ['cache.r4.4xlarge', 16, 101.38, 108858546586],
  ['cache.r4.8xlarge', 32, 203.26, 218255432090],
  ['cache.r4.16xlarge', 64, 407.0, 437021573120],
  ['cache.r5.large', 2, 13.07, 14037181030],
  ['cache.r5.xlarge', 4, 26.32, 28261849702],
  ['cache.r5.2xlarge', 8, 52.82, 56711183565],
  ['cache.r5.4xlarge', 16, 105.81, 113609865216],
  ['cache.r5.12xlarge', 48, 317.77, 341206346547],
  ['cache.r5.24xlarge', 96, 635.61, 682485973811],
  ['cache.r6g.large', 2, 13.07, 14037181030],
  ['cache.r6g.xlarge', 4, 26.32, 28261849702],
  ['cache.r6g.2xlarge', 8, 52.82, 56711183565],
  ['cache.r6g.4xlarge', 16, 105.81, 113609865216],
  ['cache.r6g.8xlarge', 32, 209.55, 225000375228],
  ['cache.r6g.12xlarge', 48, 317.77, 341206346547],
  ['cache.r6g.16xlarge', 64, 419.09, 450000750456],
  ['cache.r6gd.xlarge', 4, 26.32, 28261849702],
  ['cache.r6gd.2xlarge', 8, 52.82, 56711183565],
  ['cache.r6gd.4xlarge', 16, 105.81, 113609865216],
  ['cache.r6gd.8xlarge', 32, 209.55, 225000375228],
  ['cache.r6gd.12xlarge', 48, 317.77, 341206346547],
  ['cache.r6gd.16xlarge', 64, 419.09, 450000750456],
  ['cache.r7g.large', 2, 13.07, 14037181030],
  ['cache.r7g.xlarge', 4, 26.32, 28261849702],
  ['cache.r7g.2xlarge', 8, 52.82, 56711183565],
  ['cache.r7g.4xlarge', 16, 105.81, 113609865216],
  ['cache.r7g.8xlarge', 32, 209.55, 225000375228],
  ['cache.r7g.12xlarge', 48, 317.77, 341206346547],
  ['cache.r7g.16xlarge', 64, 419.09, 450000750456],
  ['cache.r8g.large', 2, 14.18, 15222495510],
  ['cache.r8g.xlarge', 4, 29.68, 31866224640],
  ['cache.r8g.2xlarge', 8, 61.33, 65856864256],
  ['cache.r8g.4xlarge', 16, 124.65, 133838143488],
  ['cache.r8g.8xlarge', 32, 251.27, 269800701952],
  ['cache.r8g.12xlarge', 48, 377.9, 405763260416],
  ['cache.r8g.16xlarge', 64, 504.52, 541725818880],
  ['cache.c7gn.large', 2, 3.09, 3317862236],
  ['cache.c7gn.xlarge', 4, 6.38, 6854542746],
  ['cache.c7gn.2xlarge', 8, 12.94, 13891921715],
  ['cache.c7gn.4xlarge', 16, 26.05, 27966669210],
  ['cache.c7gn.8xlarge', 32, 52.26, 56116178125],
  ['cache.c7gn.12xlarge', 48, 78.56, 84357985997],
  ['cache.c7gn.16xlarge', 64, 105.81, 113609865216],
  ['cache.c8gn.large', 2, 3.1, 3330020474],
  ['cache.c8gn.xlarge', 4, 6.79, 7294178820],
  ['cache.c8gn.2xlarge', 8, 14.18, 15222495510],
  ['cache.c8gn.4xlarge', 16, 29.68, 31866224640],
  ['cache.c8gn.8xlarge', 32, 61.33, 65856864256],
  ['cache.c8gn.12xlarge', 48, 92.99, 99847503872],
  ['cache.c8gn.16xlarge', 64, 124.65, 133838143488],
  ['cache.i8ge.48xlarge', 192, undefined, undefined],
  ['cache.t1.micro', 1, 0.13, 142606336],
  ['cache.m1.small', 1, 0.88, 943718400],
  ['cache.m1.medium', 1, 2.88, 3093299200],
  ['cache.m1.large', 2, 6.54, 7025459200],
  ['cache.m1.xlarge', 4, 13.87, 14889779200],
  ['cache.m2.xlarge', 2, 15.92, 17091788800],
  ['cache.m2.2xlarge', 4, 32.62, 35022438400],
  ['cache.m2.4xlarge', 8, 66.02, 70883737600],
  ['cache.m3.medium', 1, 2.78, 2988441600],
  ['cache.m3.large', 2, 6.05, 6501171200],
  ['cache.m3.xlarge', 4, 13.28, 14260633600],
  ['cache.m3.2xlarge', 8, 27.93, 29989273600],
  ['cache.c1.xlarge', 8, 6.05, 6501171200],
  ['cache.r3.large', 2, 13.48, 14470348800],
  ['cache.r3.xlarge', 4, 28.42, 30513561600],
  ['cache.r3.2xlarge', 8, 58.2, 62495129600],
  ['cache.r3.4xlarge', 16, 117.77, 126458265600],
  ['cache.r3.8xlarge', 32, 236.91, 254384537600],
];

const REGIONS = (
  'af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ' +
  'ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 ' +
  'cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 ' +
  'il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 ' +
  'us-west-1 us-west-2'
).split(' ');

const CAN = [
  'creatable',
  'graviton',
  'durability',
  'dataTiering',
  'globalDatastore',
  'burstable',
  'kvCaching',
] as const;

function ofFamily(family: string): NodeType[] {
  return NodeType.all().filter((type) => type.name.startsWith(`cache.${family}.`));
}

function offered(type: NodeType): string[] {
  return REGIONS.filter((region) => type.isOfferedIn(region) === true);
}

describe('the node types', () => {
  test('are those of the table, no more and no less', () => {
    expect(
      NodeType.all()
        .map((type) => type.name)
        .sort(),
    ).toEqual(TYPES.map(([name]) => name).sort());
  });

  test.each(TYPES)('%s has its processors and its memory', (name, vcpu, memoryGiB, maxmemoryBytes) => {
    const type = NodeType.find(name);
    expect([type?.name, type?.vcpu, type?.memoryGiB, type?.maxmemoryBytes]).toEqual([
      name,
      vcpu,
      memoryGiB,
      maxmemoryBytes,
    ]);
    expect(`${type}`).toBe(name);
  });

  test.each(FAMILIES)('%s runs from valkey %s, redis %s and memcached %s on', (family, ...versions) => {
    for (const type of ofFamily(family)) {
      const oldest = Object.values(Engine).map((engine) => type.oldestVersion(engine) ?? '-');
      expect(oldest).toEqual(versions.slice(0, 3));
      expect(type.oldestVersion('mysql')).toBeUndefined();
    }
  });

  test.each(FAMILIES)('%s can do what the page says of it', (family, _v, _r, _m, _regions, can, autoScaling) => {
    const types = ofFamily(family);
    expect(types).not.toEqual([]);
    for (const type of types) expect(CAN.filter((trait) => type[trait]).sort()).toEqual(split(can).sort());
    expect(types.filter((type) => type.autoScaling).map((type) => type.name.split('.')[2])).toEqual(split(autoScaling));
  });

  test.each(FAMILIES.filter((row) => row[4] !== undefined))(
    '%s is sold in as many Regions as the prices list',
    (family, _v, _r, _m, regions) => {
      for (const type of ofFamily(family)) expect(offered(type)).toHaveLength(regions ?? 0);
    },
  );

  test('of c7gn and r6gd are sold in a few Regions', () => {
    expect(offered(NodeType.C7GN_LARGE)).toEqual(['eu-west-1', 'us-east-1', 'us-east-2', 'us-west-2']);
    expect(offered(NodeType.R6GD_XLARGE)).toEqual([
      'ap-northeast-1',
      'ap-south-1',
      'ap-southeast-1',
      'ap-southeast-2',
      'ca-central-1',
      'eu-central-1',
      'eu-north-1',
      'eu-west-1',
      'eu-west-3',
      'sa-east-1',
      'us-east-1',
      'us-east-2',
      'us-west-1',
      'us-west-2',
    ]);
  });

  test('say nothing of a Region that the prices do not know', () => {
    expect(NodeType.R7G_LARGE.isOfferedIn('eu-isoe-west-1')).toBeUndefined();
  });

  test('run IPv6 on the Nitro system only', () => {
    const without = NodeType.all().filter((type) => type.creatable && !type.ipv6);
    expect([...new Set(without.map((type) => type.name.split('.')[1]))]).toEqual(['m4', 'r4']);
  });

  test('are found by their exact name alone', () => {
    expect(NodeType.find('cache.r7g.large')).toBe(NodeType.R7G_LARGE);
    for (const name of [
      'r7g.large',
      'cache.R7G.large',
      'cache.r6g.24xlarge',
      'cache.r6gd.large',
      'cache.toString',
      '',
    ]) {
      expect(NodeType.find(name)).toBeUndefined();
    }
  });

  test('have a constant where new clusters can be made, and none otherwise', () => {
    for (const type of NodeType.all()) {
      const constant = type.name.replace('cache.', '').replace('.', '_').toUpperCase();
      const value = (NodeType as unknown as { [name: string]: unknown })[constant];
      expect([type.name, value]).toEqual([type.name, type.creatable ? type : undefined]);
    }
  });

  test('come as a copy, so that nobody adds to the catalog', () => {
    NodeType.all().pop();
    expect(NodeType.all()).toHaveLength(TYPES.length);
  });
});

describe('a node type that AWS has added since', () => {
  const type = NodeType.of('cache.r9g.xlarge', { like: NodeType.R7G_16XLARGE, vcpu: 4, memoryGiB: 30 });

  test('can do what the type it is like can do, at its own size', () => {
    expect([type.name, type.vcpu, type.memoryGiB, type.maxmemoryBytes]).toEqual(['cache.r9g.xlarge', 4, 30, undefined]);
    expect([type.durability, type.graviton, type.creatable, type.autoScaling]).toEqual([true, true, true, true]);
    expect(NodeType.R7G_16XLARGE.autoScaling).toBe(false);
  });

  test('is not in the catalog', () => {
    expect(NodeType.find('cache.r9g.xlarge')).toBeUndefined();
  });
});

function split(words: string): string[] {
  return words.split(' ').filter((word) => word !== '');
}

test.each([
  [NodeType.T4G_MICRO, 't4g', 4],
  [NodeType.M5_LARGE, 'm5', 5],
  [NodeType.R6GD_XLARGE, 'r6gd', 6],
  [NodeType.C8GN_LARGE, 'c8gn', 8],
  [NodeType.of('cache.r10g.large', { like: NodeType.R8G_LARGE, vcpu: 2, memoryGiB: 20 }), 'r10g', 10],
])('%s is of the family %s and the generation %i', (type, family, generation) => {
  expect([type.family, type.generation]).toEqual([family, generation]);
});
