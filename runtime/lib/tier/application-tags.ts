import { Names } from '../protocol/names';
import type { Writer } from '../protocol/writer';

/** Where the tags of an application live, apart from those of databases. */
const TAG_SPACE = 'tags';
/** Without a secret of the application, names can be guessed; they hold no more than the application puts there. */
const OPEN_HASH_KEY = 'cache-tier';

/** The tags that an application gives its values and queries, to drop them by. */
export class ApplicationTags {
  public readonly names: Names;
  /** Whether keys and tags are hashed. */
  public readonly secret: boolean;

  public constructor(
    private readonly writer: Writer,
    hashKey: string | undefined,
    entryPrefix: () => string,
  ) {
    this.secret = hashKey !== undefined;
    this.names = new Names(TAG_SPACE, hashKey ?? OPEN_HASH_KEY, entryPrefix);
  }

  /** The version key of a tag. */
  public key(tag: string): string {
    return this.keys([tag])[0]!;
  }

  /** Whether the cache has acknowledged it. */
  public drop(tags: readonly string[]): Promise<boolean> {
    return this.writer.drop(this.keys(tags));
  }

  /** Nothing with these tags is cached while `write` runs, and all of it is dropped when that has ended. */
  public async change<R>(tags: readonly string[], write: () => Promise<R>): Promise<R> {
    const announcement = await this.writer.announce(this.keys(tags));
    try {
      return await write();
    } finally {
      await announcement.settle();
    }
  }

  private keys(tags: readonly string[]): readonly string[] {
    return this.names.ownVersions(tags, this.secret).slice(1);
  }
}
