import { parseAccessString, type ReadAccessString } from './access-string-grammar';
import type { Subject } from './rule';
import { exposureOf, isSecureString } from './secrecy';
import { isObject, type Scalar, unlessUnknown, view } from './shape';
import { lazily, type Resource, type Surroundings, subject, surroundings } from './surroundings';

/** The properties of `AWS::ElastiCache::User`. */
export interface UserProperties {
  readonly AccessString?: string;
  readonly AuthenticationMode?: { readonly Type?: string; readonly Passwords?: readonly string[] };
  readonly Engine?: string;
  readonly NoPasswordRequired?: boolean;
  readonly Passwords?: readonly string[];
  readonly Tags?: readonly object[];
  readonly UserId?: string;
  readonly UserName?: string;
}

/** A user as rules see it. */
export interface User extends Subject {
  readonly properties: UserProperties;
  /** What its access string says; undefined without one. */
  readonly access?: ReadAccessString;
  /** Where its passwords come from, as far as others may read them there. */
  readonly exposures: readonly string[];
  /** How many of its passwords are secure strings of Systems Manager. */
  readonly secureStrings: number;
  /** The logical ids of other users of the template that have its id. */
  readonly namesakes: readonly string[];
}

/** The types that the schema gives the properties. */
const USER_SCALARS: { readonly [property: string]: Scalar } = {
  AccessString: 'string',
  AuthenticationMode: 'map',
  Engine: 'string',
  NoPasswordRequired: 'boolean',
  Passwords: 'list',
  'Passwords[]': 'string',
  Type: 'string',
  UserId: 'string',
  UserName: 'string',
};

/** A user of a template. */
export function userOf(
  resource: Resource,
  { template }: Surroundings,
  namesakes: () => readonly string[] = () => [],
): User {
  const it = view<User>(subject(resource), USER_SCALARS);
  const passwords = () => rawPasswords(resource);
  return lazily(it, {
    access: () => {
      const { AccessString: text } = it.properties;
      return text === undefined ? undefined : parseAccessString(text);
    },
    exposures: () => passwords().flatMap((password) => exposureOf(password, template) ?? []),
    secureStrings: () => passwords().filter(isSecureString).length,
    namesakes,
  });
}

/** The user `default` that every account has, which nobody can change. */
export const DEFAULT_USER: User = userOf(
  {
    Properties: {
      UserId: 'default',
      UserName: 'default',
      Engine: 'redis',
      AccessString: 'on ~* +@all',
      NoPasswordRequired: true,
    },
  },
  surroundings({}, {}),
);

/** How it proves who it is, in the words of `AuthenticationMode.Type`; undefined where the template does not say. */
export function authenticationOf({ properties: p }: User): string | undefined {
  const mode = p.AuthenticationMode;
  if (mode?.Type !== undefined) return mode.Type;
  if (p.NoPasswordRequired === true) return 'no-password-required';
  return 'Passwords' in p || (mode !== undefined && 'Passwords' in mode) ? 'password' : undefined;
}

/** The passwords that are known, under both properties. */
export function knownPasswords({ properties: p }: User): string[] {
  const lists = [
    unlessUnknown(() => p.Passwords ?? [], []),
    unlessUnknown(() => p.AuthenticationMode?.Passwords ?? [], []),
  ];
  return lists.flatMap((list) =>
    Array.from(list.keys()).flatMap((at) => unlessUnknown<string[]>(() => [list[at]], [])),
  );
}

/** Whether it can do anything at all: it is on, and has commands. */
export function isActive({ access }: User): boolean {
  return access?.on === true && access.words.some((word) => /^(\+|\(|allcommands$)/i.test(word));
}

function rawPasswords({ Properties: properties }: Resource): unknown[] {
  const mode = properties?.AuthenticationMode;
  const lists = [properties?.Passwords, isObject(mode) ? mode.Passwords : undefined];
  return lists.flatMap((list) => (Array.isArray(list) ? list : [list])).filter((item) => item !== undefined);
}
