import { Annotations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { WARNING_PREFIX } from '../policy/enforce';
import { bytesOf } from './link-size';

/** Where environment variables are set. */
export interface LinkVariables {
  /** The function or the container. */
  readonly construct: IConstruct;
  /** The variables that are set now. */
  readonly names: readonly string[];
  /** Sets one; undefined if they have to be set by hand. */
  readonly set?: (name: string, value: string) => void;
  /** What counts against the limit of Lambda, as it will stand in the template; undefined where there is none. */
  readonly limited?: () => { readonly [name: string]: unknown };
}

/** Of all variables of a function, names and values together. */
const LAMBDA_LIMIT = 4096;

/** What is counted for a value that the deployment fills in: the ARN of a secret has about 120 characters. */
const ASSUMED = 128;

const WATCHED = Symbol.for('cdk-cache-tier.environment-limit');

/** Sets the variables. Those of a function are measured at synthesis: more may be added until then. */
export function setVariables(
  { construct, set, limited }: LinkVariables,
  variables: { readonly [name: string]: string },
): void {
  for (const [name, value] of Object.entries(variables)) set?.(name, value);
  const watched = construct as IConstruct & { [WATCHED]?: boolean };
  if (limited === undefined || watched[WATCHED]) return;
  watched[WATCHED] = true;
  construct.node.addValidation({ validate: () => excess(construct, limited()) });
}

function excess(construct: IConstruct, variables: { readonly [name: string]: unknown }): string[] {
  const { known, unknown } = bytesOf(Object.entries(variables));
  if (known > LAMBDA_LIMIT) {
    return [
      `'environment' needs at most ${LAMBDA_LIMIT} bytes, names and values together, got ${known}${unknown > 0 ? ` and ${unknown} values that only the deployment knows` : ''}; keep settings in a file or a parameter (${PAGE})`,
    ];
  }
  const assumed = known + unknown * ASSUMED;
  if (assumed > LAMBDA_LIMIT) {
    Annotations.of(construct).addWarningV2(
      `${WARNING_PREFIX}connect-environment`,
      `'environment' needs at most ${LAMBDA_LIMIT} bytes, names and values together, got about ${assumed}: ${known}, and ${ASSUMED} assumed for each of ${unknown} values that only the deployment knows; keep settings in a file or a parameter (${PAGE})`,
    );
  }
  return [];
}

const PAGE = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
