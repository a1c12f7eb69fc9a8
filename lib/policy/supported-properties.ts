/**
 * The properties as they are, after a look at whether the installed aws-cdk-lib knows each of them: an older L1 would
 * leave one out without a word, and a cache meant to be durable would not be.
 *
 * @param resource the L1 class
 * @param props the properties for it
 * @throws Error that names what is missing and the release to install
 */
export function supported<P extends object>(
  resource: { readonly name: string; readonly prototype: object },
  props: P,
): P {
  const used = Object.entries(props).filter(([, value]) => value !== undefined);
  const missing = used.map(([name]) => name).filter((name) => !(name in resource.prototype));
  if (missing.length === 0) return props;
  const names = missing.map((name) => `'${name}'`).join(', ');
  throw new Error(
    `${resource.name} of the installed aws-cdk-lib needs ${names}, got a release that does not know it; ` +
      'install aws-cdk-lib 2.260.0 or newer',
  );
}
