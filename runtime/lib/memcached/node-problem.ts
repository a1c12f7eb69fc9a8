import { type MemcachedError, unreachableNode } from '../wire/memcached-error';

/**
 * What a caller is told of a node that cannot be used.
 *
 * @param state since when, or in what way
 * @param problem the last one that was met there: without it, nobody can tell a wrong certificate from a wrong name
 */
export function withProblem(name: string, state: string, problem: Error | undefined): MemcachedError {
  if (problem === undefined) return unreachableNode(name, state);
  // Once is enough.
  const reason = problem.message.replace(unreachableNode(name, '').message, '');
  return unreachableNode(name, `${state} (${reason})`, problem);
}
