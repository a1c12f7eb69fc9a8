/** Says everything that is wrong with one construct, or with one value, at once. */
export class InvalidCacheError extends Error {
  public override readonly name = 'InvalidCacheError';

  /**
   * @param subject the path of the construct, or the factory of the value
   * @param problems one sentence each: `'prop' needs X, got Y; do Z (page) [rule]`
   */
  constructor(
    public readonly subject: string,
    public readonly problems: readonly string[],
  ) {
    super(problems.length === 1 ? `${subject}: ${problems[0]}` : `${subject}:\n${problems.map(item).join('\n')}`);
  }
}

function item(problem: string): string {
  return `  - ${problem}`;
}
