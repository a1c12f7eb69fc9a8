import type { Environment, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Profile } from '../cache/profile';
import { StackPolicy } from '../policy/stack-policy';
import type { ContextLayers } from './context-layers';
import { placedValues } from './context-section';
import { objectOf, type Readers } from './context-value';
import { type At, type PlacedConfig, placeProblems } from './placed-config';

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
  readonly config: PlacedConfig;
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

/** What contradicts itself, beside what counts for every stack; `isOwn` tells which keys stand in the section. */
export type Contradictions<C> = (config: C, at: At, isOwn: (key: string) => boolean) => string[];

/**
 * A kind of stack.
 *
 * @param section the key of its section
 * @param readers what may be said of it
 * @param contradictions what contradicts itself
 * @param make makes one
 * @param isOfOthers what is said beside the sections and means other stacks than this; undefined for nothing
 */
export function stackKind<C extends PlacedConfig>(
  section: string,
  readers: Readers<C>,
  contradictions: Contradictions<C>,
  make: (scope: Construct, id: string, props: ConfiguredProps<C>) => Stack,
  isOfOthers?: (key: string, value: unknown) => boolean,
): StackKind {
  const keys = Object.keys(readers);
  return {
    section,
    keys,
    read: (kind, layers, made, problems) => {
      const before = problems.length;
      const { environment, path } = layers;
      const placed = placedValues(layers, section, keys, problems, isOfOthers);
      const known = Object.entries(placed.shared).filter(([key]) => keys.includes(key));
      const reader = objectOf<C>(readers);
      const config = {
        ...reader(Object.fromEntries(known), path, problems),
        ...reader(placed.own, placed.section, problems),
      } as C;
      const isOwn = (key: string) => key in placed.own;
      const at: At = (key, because = key) => `${[key, because].some(isOwn) ? placed.section : path}.${key}`;
      // What was refused is missing here, and would be missed.
      if (made && problems.length === before)
        problems.push(...contradictions(config, at, isOwn), ...placeProblems(config, at));
      const { account, region } = config;
      const env = (account ?? region) ? { account, region } : undefined;
      const id = environment === undefined ? kind : `${kind}-${environment}`;
      return { kind, id, environment, env, config, make: (scope) => guarded(make(scope, id, { env, config }), config) };
    },
  };
}

/** What is there to develop against may be replaced at any time. */
function guarded(stack: Stack, { stackPolicy, profile }: PlacedConfig): Stack {
  if (stackPolicy ?? profile !== Profile.DEV) StackPolicy.protect(stack);
  return stack;
}
