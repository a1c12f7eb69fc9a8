import type { NodeBased, NodeBasedKind } from './node-based-shape';
import { type Rule, shown } from './rule';
import { wrongType } from './shape';

/** The form of the properties, whatever they say. */
export function propertyTypeRules({ prefix, page, scalars }: NodeBasedKind): readonly Rule<NodeBased>[] {
  return [
    {
      id: `${prefix}property-type`,
      level: 'error',
      fact: 'documented',
      property: '',
      broken: (it) => mistyped(it).length > 0,
      needs: (it, say) =>
        mistyped(it)
          .map((name) => `'${say.name(name)}' to be of type ${scalars[name]}`)
          .join(', '),
      got: (it) =>
        mistyped(it)
          // The message must not carry a token on.
          .map((name) => (name === 'AuthToken' ? 'something else' : shown(wrongType(() => read(it, name)))))
          .join(', '),
      remedy: 'write each value in the type of the schema',
      page,
    },
  ];
}

/** Properties whose value is known and not of the type in the schema. */
function mistyped(it: NodeBased): string[] {
  return Object.keys(it.properties).filter((name) => wrongType(() => read(it, name)) !== undefined);
}

function read({ properties }: NodeBased, name: string): unknown {
  return (properties as { readonly [name: string]: unknown })[name];
}
