import { readFileSync } from 'node:fs';
import { EngineParameters } from '../../lib/cache/engine-parameters';
import { ENGINE_FAMILIES, PARAMETER_DEFINITIONS } from '../../lib/catalog/parameter-definitions';
import { engineParametersSource } from '../../scripts/generate-engine-parameters';

test('the typed parameters are what the catalog makes of them', () => {
  expect(readFileSync('lib/cache/engine-parameters.ts', 'utf8')).toBe(engineParametersSource());
});

test('typed values become parameters by the names and in the words of the service', () => {
  expect(
    EngineParameters.of({ maxmemoryPolicy: 'noeviction', timeout: 300, activedefrag: true, databases: undefined }),
  ).toEqual({
    'maxmemory-policy': 'noeviction',
    timeout: '300',
    activedefrag: 'yes',
  });
});

test('every name of the service survives the way through the typed name', () => {
  for (const { name } of PARAMETER_DEFINITIONS.filter(({ families: [family] }) => ENGINE_FAMILIES.includes(family))) {
    const typed = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(Object.keys(EngineParameters.of({ [typed]: 1 }))).toEqual([name]);
  }
});
