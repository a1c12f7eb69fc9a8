const WORDS = /(?<![a-z])(?:now|today|tomorrow|yesterday)(?![a-z])/i;

/**
 * Whether a text can mean another moment each day, as the input of a date or a time. Which type a literal or a
 * parameter gets is not always known, so a text that merely holds the word is treated alike.
 */
export function namesMoment(text: string): boolean {
  return WORDS.test(text);
}

/** Whether one of the values can: in an array as well, and in an object that makes its own text. */
export function holdsMoment(values: readonly unknown[]): boolean {
  return values.some((value) => {
    if (typeof value === 'string') return namesMoment(value);
    if (Array.isArray(value)) return holdsMoment(value);
    if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return false;
    if (typeof (value as { toPostgres?: unknown }).toPostgres === 'function') return true;
    return !isPlain(value) || holdsMoment(Object.values(value));
  });
}

/** Another object decides by `toJSON` what is sent, and may do so anew each time. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !('toJSON' in value);
}
