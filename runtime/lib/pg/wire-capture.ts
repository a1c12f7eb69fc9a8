import type { ClientSession } from './client-session';
import { encodeAnswer, type WireField } from './wire-payload';
import { WrapReason } from './wrap-reason';

/** The messages that the server sends for one statement, beside what node-postgres makes of them. */
export class WireCapture {
  private readonly fields: (readonly WireField[])[] = [];
  private readonly commands: string[] = [];
  private rows: (readonly (string | null)[])[] = [];
  private size = 0;
  private unusual = false;
  private readonly listeners: Readonly<Record<string, (message: never) => void>> = {
    rowDescription: (message: { fields: readonly WireField[] }) => {
      this.fields.push(message.fields);
    },
    dataRow: (message: { fields: readonly (string | null)[] }) => this.add(message.fields),
    commandComplete: (message: { text: string }) => {
      this.commands.push(message.text);
    },
    emptyQuery: () => this.refuse(),
    portalSuspended: () => this.refuse(),
    copyInResponse: () => this.refuse(),
    copyOutResponse: () => this.refuse(),
  };

  /** @param maxBytes what the answer may have; more is not kept in memory */
  public constructor(private readonly maxBytes: number) {}

  /** Listens on a session that is idle: all that comes until its next turn belongs to the statement sent now. */
  public start({ client }: ClientSession): () => void {
    const connection = client.connection!;
    const entries = Object.entries(this.listeners) as [string, (...args: unknown[]) => void][];
    for (const [name, listener] of entries) connection.on(name, listener);
    return () => {
      for (const [name, listener] of entries) connection.removeListener(name, listener);
    };
  }

  public get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  /** Why it cannot be stored, if so. */
  public get reason(): WrapReason | undefined {
    if (this.size > this.maxBytes) return WrapReason.TOO_BIG;
    const one = this.fields.length === 1 && this.commands.length === 1;
    return this.unusual || !one ? WrapReason.UNUSUAL_ANSWER : undefined;
  }

  public payload(): Buffer | undefined {
    return encodeAnswer({ fields: this.fields[0]!, rows: this.rows, command: this.commands[0]! });
  }

  private add(row: readonly (string | null)[]): void {
    for (const value of row) this.size += 4 + (value?.length ?? 0);
    if (this.size > this.maxBytes) this.rows = [];
    else this.rows.push(row);
  }

  private refuse(): void {
    this.unusual = true;
  }
}
