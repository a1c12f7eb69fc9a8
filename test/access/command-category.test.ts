import { CommandCategory } from '../../lib/access/command-category';
import { ACL_CATEGORIES, ACL_MODULE_CATEGORIES } from '../../lib/catalog/acl';

describe('the categories of commands', () => {
  const constants = Object.entries(CommandCategory) as [string, CommandCategory][];

  test('are those of the catalog, and all', () => {
    const names = [...ACL_CATEGORIES, ...ACL_MODULE_CATEGORIES, 'all'].sort();
    expect(constants.map(([, { name }]) => name).sort()).toEqual(names);
  });

  test.each(constants)('%s is called so', (constant, { name }) => {
    expect(name).toBe(constant.toLowerCase());
  });

  test('are written with an @', () => {
    expect(`${CommandCategory.READ}`).toBe('@read');
  });

  test('may be newer than this library', () => {
    expect(`${CommandCategory.of('timeseries')}`).toBe('@timeseries');
  });

  test.each(['@read', '', 'a b', '+read', '1st'])('are not %p', (name) => {
    expect(() => CommandCategory.of(name)).toThrow(
      `CommandCategory.of: 'name' needs letters, digits, hyphens and underscores, got '${name}'; write the category without '@'`,
    );
  });
});
