import type { Stack } from 'aws-cdk-lib';
import fc from 'fast-check';

/** How a value is made in a stack; its text is what a failure prints. */
export interface Made<T> {
  readonly text: string;
  readonly make: (stack: Stack) => T;
}

/** Values of a class by their names. */
export function named<T>(values: { readonly [name: string]: T }): fc.Arbitrary<Made<T>> {
  return fc.constantFrom(...Object.entries(values).map(([text, value]) => ({ text, make: () => value })));
}

/** A value made of random options, which may not suit it. */
export function called<O extends object, T>(
  name: string,
  options: fc.Arbitrary<O>,
  make: (options: O, stack: Stack) => T,
): fc.Arbitrary<Made<T>> {
  return options.map((each) => ({ text: `${name}(${fc.stringify(each)})`, make: (stack) => make(each, stack) }));
}

/** A value once in so many times; otherwise none. */
export function sometimes<T>(value: fc.Arbitrary<T>, freq = 3): fc.Arbitrary<T | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: freq - 1 }, { arbitrary: value, weight: 1 });
}

/** Mostly the usual, now and then the other. */
export function mostly<T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>, weight = 12): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: usual, weight }, { arbitrary: other, weight: 1 });
}
