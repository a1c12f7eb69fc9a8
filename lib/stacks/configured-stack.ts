import type { Environment, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Profile } from '../cache/profile';
import { StackPolicy } from '../policy/stack-policy';
import type { ContextLayers } from './context-layers';
import { placedValues } from './context-section';
import { objectOf, type Readers } from './context-value';
import type { StackConfig } from './stack-config';
import { type At, stackProblems } from './stack-config-reader';

/** One stack to deploy: where, and how it is configured. */
export interface ConfiguredStack {
  /** What kind of stack it is, such as `CacheStack`. */
  readonly kind: string;
  /** Its id: the kind, and the environment where some are distinguished. */
  readonly id: string;
  /** The name of the environment, or undefined where none is distinguished. */
  readonly environment?: string;
  /** Where it is deployed; undefined leaves it to the credentials at deployment. */
  readonly env?: Environment;
  readonly config: StackConfig;
  /** Makes it. */
  readonly make: (scope: Construct) => Stack;
}

/** What a stack is made with. */
export interface ConfiguredProps<C> {
  readonly env?: Environment;
  readonly config: C;
}

/** A kind of stack: its section in the context, what may stand there, and how it is made. */
export interface StackKind {
  /** The key of its section. */
  readonly section: string;
  /** The keys that may stand in it. */
  readonly keys: readonly string[];
  /** Reads what one environment says of it; what is wrong joins the problems, contradictions only where `made`. */
  readonly read: (kind: string, layers: ContextLayers, made: boolean, problems: string[]) => ConfiguredStack;
}

/**
 * A kind of stack.
 *
 * @param section the key of its section
 * @param readers what may be said of it
 * @param contradictions what contradicts itself, beside what counts for every stack
 * @param make makes one
 */
export function stackKind<C extends StackConfig>(
  section: string,
  readers: Readers<C>,
  contradictions: (config: C, at: At) => string[],
  make: (scope: Construct, id: string, props: ConfiguredProps<C>) => Stack,
): StackKind {
  const keys = Object.keys(readers);
  return {
    section,
    keys,
    read: (kind, layers, made, problems) => {
      const before = problems.length;
      const { environment, path } = layers;
      const placed = placedValues(layers, section, keys, problems);
      const known = Object.entries(placed.shared).filter(([key]) => keys.includes(key));
      const reader = objectOf<C>(readers);
      const config = {
        ...reader(Object.fromEntries(known), path, problems),
        ...reader(placed.own, placed.section, problems),
      } as C;
      const at: At = (key, because = key) =>
        `${[key, because].some((each) => each in placed.own) ? placed.section : path}.${key}`;
      // What was refused is missing here, and would be missed.
      if (made && problems.length === before)
        problems.push(...stackProblems(config, at), ...contradictions(config, at));
      const { account, region } = config;
      const env = (account ?? region) ? { account, region } : undefined;
      const id = environment === undefined ? kind : `${kind}-${environment}`;
      return { kind, id, environment, env, config, make: (scope) => guarded(make(scope, id, { env, config }), config) };
    },
  };
}

/** What is there to develop against may be replaced at any time. */
function guarded(stack: Stack, { stackPolicy, profile }: StackConfig): Stack {
  if (stackPolicy ?? profile !== Profile.DEV) StackPolicy.protect(stack);
  return stack;
}
