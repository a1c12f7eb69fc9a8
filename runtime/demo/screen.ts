/** What is written: a table that is drawn anew on a terminal, and a line for each change of it elsewhere. */
export class Screen {
  private readonly tty = process.stdout.isTTY === true;
  private drawn = 0;

  public say(text = ''): void {
    this.drawn = 0;
    process.stdout.write(`${text}\n`);
  }

  /** A title, or something that stands out. */
  public strong(text: string): string {
    return this.coloured(text, 1);
  }

  public good(text: string): string {
    return this.coloured(text, 32);
  }

  public bad(text: string): string {
    return this.coloured(text, 31);
  }

  /** Shows rows below their head; the last one has changed. */
  public table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]!.length)));
    const line = (cells: readonly string[]) =>
      cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ');
    if (!this.tty) {
      const cells = rows
        .at(-1)!
        .slice(1)
        .map((cell, column) => `${head[column + 1]} ${cell}`);
      process.stdout.write(`${rows.at(-1)![0]}: ${cells.join(', ')}\n`);
      return;
    }
    const lines = [this.strong(line(head)), ...rows.map(line)];
    if (this.drawn > 0) process.stdout.write(`\x1b[${this.drawn}A`);
    process.stdout.write(lines.map((text) => `\x1b[2K${text}\n`).join(''));
    this.drawn = lines.length;
  }

  private coloured(text: string, code: number): string {
    return this.tty && process.env.NO_COLOR === undefined ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}
