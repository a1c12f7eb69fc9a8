import type { Environment } from '../aws/environment';
import { DEFAULT_CONNECTION, type Link, LinkError, LinkField, linkVariable, readLink } from '../link';
import type { CacheTierOptions } from './tier-options';

export interface FromEnvOptions extends CacheTierOptions {
  /** The name of the connection, as given to `connect` of the construct. @default 'cache' */
  readonly connection?: string;
  /** Where the variables stand. @default process.env */
  readonly environment?: { readonly [variable: string]: string | undefined };
}

/**
 * The link that the variables say, and the variables.
 *
 * @throws LinkError if they are not set
 */
export function linkOfEnvironment(options: FromEnvOptions): { readonly link: Link; readonly environment: Environment } {
  const { connection = DEFAULT_CONNECTION, environment = process.env } = options;
  const link = readLink(connection, environment);
  if (link) return { link, environment };
  throw new LinkError(
    `there is no connection '${connection}': the variable ${linkVariable(connection, LinkField.ENDPOINT)} is not set; ` +
      'call connect() of the cache in the stack, or make the tier by CacheTier.fromLink({ endpoint })',
  );
}
