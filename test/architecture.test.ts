import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

/** From the ground up; rooms of one floor do not know each other. */
const FLOORS = [
  ['catalog'],
  ['rules'],
  ['policy', 'review', 'handlers'],
  ['topology', 'deployed'],
  ['functions', 'network'],
  ['rotation'],
  ['access'],
  ['connect'],
  ['cache', 'database'],
  ['self-managed'],
  ['patterns'],
  ['applications'],
  ['stacks'],
  ['testing'],
];
const WITHOUT_CDK = ['catalog', 'rules', 'review', 'deployed', 'handlers'];

const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const inRooms = files.filter((file) => dirname(file) !== '.');
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));
const roomOf = (file: string) => file.split('/')[0];
const importsOf = (file: string) =>
  [...readFileSync(join('lib', file), 'utf8').matchAll(/(?:from|import|require)\s*\(?\s*'([^']+)'/g)].map(
    ([, name]) => name,
  );

test('every file lives in a room of the picture', () => {
  expect(inRooms.filter((file) => floorOf(roomOf(file)) < 0)).toEqual([]);
  expect(files.filter((file) => dirname(file) === '.')).toEqual(['index.ts']);
});

test.each(inRooms)('%s imports only what lies below its room', (file) => {
  const room = roomOf(file);
  const rooms = importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => roomOf(relative('lib', resolve('lib', dirname(file), name))));
  expect(rooms.filter((other) => other !== room && floorOf(other) >= floorOf(room))).toEqual([]);
});

test.each(inRooms.filter((file) => WITHOUT_CDK.includes(roomOf(file))))('%s knows no CDK', (file) => {
  expect(importsOf(file).filter((name) => /^(aws-cdk-lib|constructs)(\/|$)/.test(name))).toEqual([]);
});

test.each(inRooms.filter((file) => roomOf(file) !== 'handlers'))('%s knows of the runtime its link alone', (file) => {
  expect(importsOf(file).filter((name) => name.startsWith('cache-tier') && name !== 'cache-tier/link')).toEqual([]);
});

test('no two files share a name, and no room is a drawer', () => {
  const names = inRooms.filter((file) => file !== 'testing/index.ts').map((file) => basename(file));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(inRooms.map(roomOf).filter((room) => /^(utils?|common|helpers?|types|shared)$/.test(room))).toEqual([]);
});
