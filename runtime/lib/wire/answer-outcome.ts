/** What is no answer to the command. */
export const UNEXPECTED = Symbol('unexpected');
/** There is more to come. */
export const MORE = Symbol('more');

/** What is made of one answer. */
export type Outcome<T> = T | typeof UNEXPECTED | typeof MORE;
