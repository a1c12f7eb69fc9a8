import { diff } from '../../../lib/review/diff';

/** What the replacement guard says of an update. */
export interface Judged {
  /** The exit code of `cdk-cache-tier diff`. */
  readonly status: number;
  readonly changes: readonly JudgedChange[];
}

export interface JudgedChange {
  readonly file: string;
  readonly logicalId: string;
  readonly resourceType: string;
  readonly kind: string;
  readonly level: string;
  readonly properties: readonly string[];
  readonly why: string;
}

/** Runs `cdk-cache-tier diff --strict <before> <after>`, in this process: what may be replaced fails as well. */
export async function judge(before: string, after: string): Promise<Judged> {
  const written: string[] = [];
  const io = { write: (text: string) => written.push(text) > 0 };
  const surroundings = { stdout: io, stderr: io, command: 'cdk-cache-tier diff', version: '0' };
  const status = await diff(['--strict', '--format', 'json', before, after], surroundings as never, () => {
    throw new Error('two directories need nothing that is deployed');
  });
  return { status, changes: JSON.parse(written.join('')).changes };
}
