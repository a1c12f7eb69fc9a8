import { ApplicationPlatform } from '../applications/application';
import { oneOf, type Reader } from './context-value';

const choice = oneOf<ApplicationPlatform | null>({
  none: null,
  lambda: ApplicationPlatform.LAMBDA,
  fargate: ApplicationPlatform.FARGATE,
});

/** Reads where an application runs; `none` is no application. */
export const applicationReader: Reader<ApplicationPlatform> = (...read) => choice(...read) ?? undefined;
