import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

const LIB = 'runtime/lib';

/** From the ground up; rooms of one floor do not know each other. Every room may know the link. */
const FLOORS = [
  ['metrics', 'peers'],
  ['drivers', 'sql', 'aws'],
  ['guard', 'wire'],
  ['protocol'],
  ['cache-aside', 'pg', 'boards', 'rds', 'sessions', 'memcached'],
  ['tier'],
  ['commands'],
];

const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const inRooms = files.filter((file) => dirname(file) !== '.');
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));
const roomOf = (file: string) => file.split('/')[0]!;
const importsOf = (file: string) =>
  [...readFileSync(join(LIB, file), 'utf8').matchAll(/(?:from|import|require)\s*\(?\s*'([^']+)'/g)].map(
    ([, name]) => name!,
  );

test('every file lives in a room of the picture', () => {
  expect(inRooms.filter((file) => floorOf(roomOf(file)) < 0)).toEqual([]);
  expect(files.filter((file) => dirname(file) === '.').sort()).toEqual(['index.ts', 'link.ts', 'memcached.ts']);
});

test.each(inRooms)('%s imports only what lies below its room', (file) => {
  const rooms = importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => roomOf(relative(LIB, resolve(LIB, dirname(file), name))))
    .filter((room) => room !== 'link');
  expect(rooms.filter((other) => other !== roomOf(file) && floorOf(other) >= floorOf(roomOf(file)))).toEqual([]);
});

test.each(files)('%s imports no package that an application may not have', (file) => {
  // The parser is a dependency; every client and driver is loaded by `loadPeer` when it is used first.
  const source = readFileSync(join(LIB, file), 'utf8');
  const loaded = [...source.matchAll(/^import (?!type )[^;]*from '([^'.][^']*)';/gm)].map(([, name]) => name!);
  expect(loaded.filter((name) => !name.startsWith('node:'))).toEqual([]);
});

test('no two files share a name, and no room is a drawer', () => {
  const names = inRooms.map((file) => basename(file));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(inRooms.map(roomOf).filter((room) => /^(utils?|common|helpers?|types|shared)$/.test(room))).toEqual([]);
});
