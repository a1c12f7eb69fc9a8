import { ApplicationPlatform } from '../applications/application';
import { oneOf } from './context-value';

/** Reads where an application runs; none is none. */
export const applicationReader = oneOf<ApplicationPlatform | undefined>({
  none: undefined,
  lambda: ApplicationPlatform.LAMBDA,
  fargate: ApplicationPlatform.FARGATE,
});
