import { readFileSync } from 'node:fs';

interface Package {
  readonly optionalDependencies?: { readonly [name: string]: string };
  readonly resolved?: string;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: { [path: string]: Package } };

test('the lock file holds every optional binding, or npm ci refuses it on every machine', () => {
  const names = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
  const locked = Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, ''));
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !locked.includes(name))).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
});
