import { ACL_CATEGORIES, ACL_MODULE_CATEGORIES, AclFeature, FORBIDDEN_COMMANDS } from '../catalog/acl';
import { ACL_COMMANDS, ACL_SUBCOMMANDS } from '../catalog/acl-commands';
import { meant } from './likeness';
import type { FactStatus } from './rule';

/** What can be wrong with an access string. */
export type AccessStringFault =
  | 'empty'
  | 'password'
  | 'reset'
  | 'category'
  | 'forbidden-command'
  | 'unknown-command'
  | 'parenthesis'
  | 'pattern'
  | 'word';

/** One thing that is wrong with an access string: `needs X, got Y; do Z`. */
export interface AccessStringProblem {
  readonly fault: AccessStringFault;
  /** How well it is known that the service refuses it: only `documented` may become an error. */
  readonly fact: FactStatus;
  readonly needs: string;
  readonly got: string;
  readonly remedy: string;
}

/** Where a word stands: in the rules of the user, or in a selector, within parentheses. */
export type Place = 'user' | 'selector';

/** One form that a word can have. */
interface Form {
  readonly form: RegExp;
  /** What of the language it belongs to, beyond its first version. */
  readonly feature?: AclFeature;
  /** Whether it speaks of the user, and so cannot stand in a selector. */
  readonly ofUser?: boolean;
  readonly problem?: (word: string, place: Place) => AccessStringProblem | undefined;
}

const CATEGORIES: readonly string[] = [...ACL_CATEGORIES, ...ACL_MODULE_CATEGORIES, 'all'];

const COMMANDS: readonly string[] = [...ACL_COMMANDS, ...ACL_SUBCOMMANDS.keys()];

const KEYWORDS = [
  ...['on', 'off', 'allkeys', 'resetkeys', 'allchannels', 'resetchannels', 'allcommands', 'nocommands'],
  ...['alldbs', 'resetdbs', 'clearselectors'],
];

const PASSWORD_REMEDY = 'take it out, and say in the authentication mode of the user how it proves who it is';

/** The language, form by form. The engine does not look at the case of letters, patterns aside. */
const FORMS: readonly Form[] = [
  { form: /^(on|off)$/i, ofUser: true },
  // Valkey and Redis OSS know it; no page says whether the service does.
  { form: /^(skip-)?sanitize-payload$/i, ofUser: true },
  { form: /^clearselectors$/i, ofUser: true, feature: AclFeature.SELECTORS },
  { form: /^(allkeys|resetkeys)$/i },
  { form: /^~/, problem: pattern },
  { form: /^%(r|w|rw|wr)~/i, feature: AclFeature.KEY_PERMISSIONS, problem: pattern },
  { form: /^(allchannels|resetchannels)$/i, feature: AclFeature.CHANNELS },
  { form: /^&/, feature: AclFeature.CHANNELS, problem: pattern },
  { form: /^(allcommands|nocommands)$/i },
  { form: /^[+-]@/, problem: category },
  { form: /^\+/, problem: command },
  { form: /^-[^|]*$/, problem: command },
  { form: /^-/, feature: AclFeature.SUBCOMMANDS, problem: command },
  { form: /^(alldbs|resetdbs)$/i, feature: AclFeature.DATABASES },
  { form: /^db=\d+(,\d+)*$/i, feature: AclFeature.DATABASES },
  { form: /^[><#!]/, problem: password },
  { form: /^(nopass|resetpass)$/i, problem: passwordFlag },
  { form: /^reset$/i, problem: reset },
  { form: /^\(/, problem: nested },
];

/** What one word says beyond its text: what is wrong with it, and what of the language it belongs to. */
export function readWord(word: string, place: Place): { problem?: AccessStringProblem; feature?: AclFeature } {
  const known = FORMS.find(({ form }) => form.test(word));
  if (known === undefined) return { problem: unknown(word) };
  const misplaced = place === 'selector' && known.ofUser;
  return { problem: misplaced ? outside(word) : known.problem?.(word, place), feature: known.feature };
}

/** A problem, part by part. */
export function problem(
  fault: AccessStringFault,
  fact: FactStatus,
  needs: string,
  got: string,
  remedy: string,
): AccessStringProblem {
  return { fault, fact, needs, got, remedy };
}

function password(word: string): AccessStringProblem {
  return problem('password', 'documented', 'to stand without passwords', shownRules(word), PASSWORD_REMEDY);
}

function passwordFlag(word: string): AccessStringProblem {
  return problem('word', 'inferred', 'to leave passwords alone', `'${word}'`, PASSWORD_REMEDY);
}

function reset(word: string): AccessStringProblem {
  const needs = 'to leave the passwords of the user alone';
  return problem('reset', 'documented', needs, `'${word}'`, 'take it out: the rules start from nothing anyway');
}

function category(word: string): AccessStringProblem | undefined {
  const name = word.slice(2);
  if (CATEGORIES.includes(name.toLowerCase())) return undefined;
  const like = meant(name, CATEGORIES);
  const all = `name one of @${CATEGORIES.join(', @')}`;
  const remedy = glued(word) ?? (like === undefined ? all : `write '${word.slice(0, 2)}${like}'`);
  // Tomorrow's data type brings a category of its own.
  return problem('category', 'inferred', 'categories that exist', `'${word}'`, remedy);
}

function command(word: string): AccessStringProblem | undefined {
  const [, sign, name, subcommand] = /^([+-])([a-z0-9._-]+)(?:\|([^|]+))?$/.exec(word.toLowerCase()) ?? [];
  const subcommands = ACL_SUBCOMMANDS.get(name);
  if (sign === undefined || (subcommands && /[^a-z0-9-]/.test(subcommand ?? ''))) return malformed(word);
  if (sign === '+' && [name, `${name}|${subcommand}`].some((each) => FORBIDDEN_COMMANDS.includes(each))) {
    return problem('forbidden-command', 'documented', 'commands that the service offers', `'${word}'`, 'take it out');
  }
  if (subcommands === undefined && !ACL_COMMANDS.has(name)) return strange(word, meant(name, COMMANDS));
  if (subcommand === undefined || subcommands?.has(subcommand)) return undefined;
  if (subcommands !== undefined) {
    const like = meant(subcommand, subcommands);
    return strange(word, like && `${name}|${like}`);
  }
  // Of other commands it is the first argument, which can be allowed and not denied.
  const needs = `'-${name}' as a whole, which has no subcommands`;
  return sign === '+' ? undefined : problem('word', 'documented', needs, `'${word}'`, `write '-${name}'`);
}

function malformed(word: string): AccessStringProblem {
  const [whole] = /^[^|]+\|[^|]+(?=\|)/.exec(word) ?? [];
  const needs = whole === undefined ? "commands such as 'get' and 'cluster|slots'" : `'${whole}' as a whole`;
  const remedy = whole === undefined ? remedyFor(word) : `write '${whole}'`;
  return problem('word', 'documented', needs, shownRules(word), remedy);
}

/** A command of which this library has never heard: it may be newer, so this is no more than a doubt. */
function strange(word: string, like: string | undefined): AccessStringProblem {
  const remedy = like === undefined ? 'correct it, unless it is newer than this library' : `write '${word[0]}${like}'`;
  return problem('unknown-command', 'unverified', 'commands that exist', `'${word}'`, remedy);
}

function pattern(word: string, place: Place): AccessStringProblem | undefined {
  const glob = word.slice(word.search(/[~&]/) + 1);
  const wrong = (needs: string, remedy: string) => problem('pattern', 'inferred', needs, `'${word}'`, remedy);
  // The engine takes an empty pattern, which matches nothing but the empty name.
  if (glob === '') return wrong("patterns such as '~app:*'", `write '${word}*' for all, or what names begin with`);
  if (/\p{Cc}/u.test(glob)) return wrong('patterns that can be printed', "write '?' for other characters");
  // Within parentheses the engine reads quotes, and forgets the whole selector if they do not pair up.
  if (place === 'user' || !/["']/.test(glob)) return undefined;
  return wrong('selectors without quotes', "write '?' for a quote, or move the pattern out of the parentheses");
}

function nested(word: string): AccessStringProblem {
  const needs = 'selectors without parentheses in them';
  return problem('parenthesis', 'documented', needs, shownRules(word), 'close the first selector before the second');
}

function outside(word: string): AccessStringProblem {
  const remedy = `move '${word}' out of the parentheses`;
  return problem('parenthesis', 'documented', 'selectors with rules of keys and commands', `'${word}'`, remedy);
}

function unknown(word: string): AccessStringProblem {
  return problem('word', 'documented', "rules such as 'on', '~app:*' and '+@read'", shownRules(word), remedyFor(word));
}

/** Rules as a message shows them: it must not carry a password on. */
export function shownRules(text: string): string {
  return `'${text.replaceAll(/(?<![\w~&])([><#!])\S+/g, '$1...')}'`;
}

/** The remedy for rules without a space between them. */
function glued(word: string): string | undefined {
  return /.[+,]|-@/.test(word.slice(1)) ? 'separate rules by spaces' : undefined;
}

/** What somebody may have meant by a word that is none. */
function remedyFor(word: string): string {
  const bare = word.toLowerCase();
  const keyword = meant(bare, KEYWORDS);
  if (word.endsWith(')')) return "write '(' before the first rule of the selector, or take ')' out";
  if (/^[+-]/.test(word)) return glued(word) ?? `write '${word[0]}' before the name of one command, without a space`;
  if (bare === 'user') return "take 'user' and its name out, and passwords too, of what ACL LIST shows";
  if (bare.startsWith('db')) return "write the numbers of databases, as in 'db=0,1'";
  if (bare.startsWith('%')) return "write '%R~', '%W~' or '%RW~' before a pattern";
  if (bare.startsWith('@')) return `write '+${word}' to allow the category, or '-${word}' to deny it`;
  if (COMMANDS.includes(bare)) return `write '+${word}' to allow the command, or '-${word}' to deny it`;
  if (keyword !== undefined) return `write '${keyword}'`;
  if (/[*:]/.test(word)) return `write '~${word}' for keys, or '&${word}' for channels`;
  return 'correct it, or take it out';
}
