import type { IConstruct } from 'constructs';

/** Says everything that is wrong with one construct, or with one value, at once. */
export class InvalidCacheError extends Error {
  public override readonly name = 'InvalidCacheError';

  /**
   * @param where the construct, or the name of the value class whose factory was called
   * @param problems one sentence each: `'prop' needs X, got Y; do Z (page)`
   */
  constructor(
    where: IConstruct | string,
    public readonly problems: readonly string[],
  ) {
    const subject = typeof where === 'string' ? where : where.node.path;
    super(problems.length === 1 ? `${subject}: ${problems[0]}` : `${subject}:\n${problems.map(item).join('\n')}`);
  }
}

function item(problem: string): string {
  return `  - ${problem}`;
}
