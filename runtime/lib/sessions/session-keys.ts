import { createHmac } from 'node:crypto';
import { KeySpace } from '../link';

/** How the keys of sessions are made: who reads them learns no id, and cannot take a session over. */
export class SessionKeys {
  /**
   * @param hashKey a secret, or a text of no secret: ids cannot be guessed
   * @param application applications with different names do not share sessions
   * @param prefix what every key of this client begins with, as far as it is known
   */
  public constructor(
    private readonly hashKey: string,
    private readonly application: string,
    private readonly prefix: () => string | undefined,
  ) {}

  /** Stands for an id: 24 bytes, two of which never meet. */
  public digest(id: string): string {
    const text = `session\n${this.application}\n${id}`;
    return createHmac('sha256', this.hashKey).update(text).digest('base64url').slice(0, 32);
  }

  public key(digest: string): string {
    return `${this.prefix() || KeySpace.SESSIONS}${digest}`;
  }
}
