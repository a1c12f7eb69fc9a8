import { Token } from 'aws-cdk-lib/core';
import { LinkField, linkVariable } from 'cache-tier/link';
import type { IConstruct } from 'constructs';

const MAX_LENGTH = 64;

/** What is wrong with the name of a connection: names of variables and of a parameter are made from it. */
export function nameProblems(name: string): string[] {
  const needs = `'as' needs letters, digits and single hyphens, at most ${MAX_LENGTH}`;
  if (Token.isUnresolved(name)) {
    return [`${needs}, got a token; write the name down: the names of variables are made from it`];
  }
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/i.test(name) && name.length <= MAX_LENGTH) return [];
  return [`${needs}, got '${name}'; rename the connection, or leave it out`];
}

/** What is wrong with the text that every key begins with. */
export function prefixProblems(keyPrefix: string | undefined): string[] {
  if (keyPrefix === undefined || Token.isUnresolved(keyPrefix)) return [];
  if (keyPrefix === '') return ["'keyPrefix' needs at least 1 character, got none; leave it out"];
  if (!/[{}]/.test(keyPrefix)) return [];
  return [
    `'keyPrefix' needs to be without braces, got '${keyPrefix}'; what stands in braces decides the slot, and all keys would be in one shard (https://valkey.io/topics/cluster-spec/)`,
  ];
}

const CONNECTIONS = Symbol.for('cdk-cache-tier.connections');

type Holder = IConstruct & { [CONNECTIONS]?: Map<string, string> };

/** What is wrong with a second connection of one client. */
export function takenProblems(holder: IConstruct, name: string, set: readonly string[] = []): string[] {
  const variables = variablesOf(name);
  for (const [other, cache] of (holder as Holder)[CONNECTIONS] ?? []) {
    const shared = variablesOf(other).find((variable) => variables.includes(variable));
    if (shared === undefined) continue;
    return [
      `'as' needs a name of its own for each connection of '${holder.node.path}', got '${name}' beside '${other}' to '${cache}', and both have ${shared}; name this one otherwise, such as as: 'sessions'`,
    ];
  }
  const given = set.filter((variable) => variables.includes(variable));
  if (given.length === 0) return [];
  return [
    `'as' needs variables that nobody else sets on '${holder.node.path}', got ${given.join(', ')}; remove them, or name the connection otherwise`,
  ];
}

/** Remembers the name. */
export function take(holder: Holder, name: string, cache: IConstruct): void {
  holder[CONNECTIONS] ??= new Map();
  holder[CONNECTIONS].set(name, cache.node.path);
}

/** All that a connection may ever have, not only what it has today. */
function variablesOf(name: string): string[] {
  return Object.values(LinkField).map((field) => linkVariable(name, field));
}
