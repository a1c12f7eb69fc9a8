/** How long a text will be, as far as it is known. */
export interface KnownSize {
  /** The bytes that are known. */
  readonly known: number;
  /** The number of values that only the deployment knows. */
  readonly unknown: number;
}

/** Of a value as it stands in a template: texts count, what joins them does not, and every other function is unknown. */
export function bytesOf(value: unknown): KnownSize {
  if (typeof value !== 'object' || value === null) return { known: Buffer.byteLength(String(value)), unknown: 0 };
  const joined = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  const parts = Array.isArray(value) ? value : joined?.[1];
  if (!Array.isArray(parts)) return { known: 0, unknown: 1 };
  const between = joined === undefined ? 0 : Buffer.byteLength(joined[0]) * Math.max(0, parts.length - 1);
  return parts
    .map(bytesOf)
    .reduce((left, right) => ({ known: left.known + right.known, unknown: left.unknown + right.unknown }), {
      known: between,
      unknown: 0,
    });
}
