import { AclFeature } from '../catalog/acl';
import { RISKY_COMMANDS } from '../catalog/acl-commands';
import { rightsOf } from './access-string-rights';
import { type AccessStringProblem, type Place, problem, readWord, shownRules } from './access-string-words';

export type { AccessStringFault, AccessStringProblem } from './access-string-words';

/** What an access string says. */
export interface ReadAccessString {
  /** The words in their order; a selector with its parentheses is one. */
  readonly words: readonly string[];
  /** What the engine or the service refuses. */
  readonly problems: readonly AccessStringProblem[];
  /** What the service may refuse, or may not: commands of which this library has never heard. */
  readonly doubts: readonly AccessStringProblem[];
  /** Whether the user is on; undefined if the string does not say, which leaves it off. */
  readonly on?: boolean;
  /** What of the language it uses, beyond its first version. */
  readonly features: readonly AclFeature[];
  /** Whether some set of rules grants every key. */
  readonly allKeys: boolean;
  /** Whether some set of rules grants every channel. */
  readonly allChannels: boolean;
  /** Whether some set of rules grants every command. */
  readonly allCommands: boolean;
  /** The commands of the category `dangerous` that it grants and the service offers; `info` is one of them. */
  readonly dangerous: readonly string[];
  /** Those of them that are in the category `admin` too. */
  readonly admin: readonly string[];
}

const SPACE = /[ \t\n\v\f\r]+/;

/**
 * Reads an access string: rules that apply from left to right, separated by spaces. One with problems is read as far as
 * it makes sense.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
 * @see https://valkey.io/topics/acl/
 */
export function parseAccessString(text: string): ReadAccessString {
  const known = READ.get(text);
  if (known !== undefined) return known;
  if (READ.size >= MOST) READ.clear();
  const read = readAccessString(text);
  READ.set(text, read);
  return read;
}

/** What was read: an app has many users and few access strings, and several rules ask of each. */
const READ = new Map<string, ReadAccessString>();

/** So that a process that reads strings for ever, such as a property-based test, keeps no more than these. */
const MOST = 200;

function readAccessString(text: string): ReadAccessString {
  const { words, problems } = split(text);
  for (const word of words) if (isSelector(word) && within(word).length === 0) problems.push(emptySelector(word));
  const sets = [words.filter((word) => !isSelector(word)), ...words.filter(isSelector).map(within)];
  const read = sets.map((rules, index) => readRules(rules, index === 0 ? 'user' : 'selector'));
  const found = [...problems, ...read.flatMap((set) => set.problems)];
  const features = [...(sets.length > 1 ? [AclFeature.SELECTORS] : []), ...read.flatMap((set) => set.features)];
  return {
    words,
    problems: found.filter(({ fact }) => fact !== 'unverified'),
    doubts: found.filter(({ fact }) => fact === 'unverified'),
    on: words.reduce(
      (on: boolean | undefined, word) => (/^(on|off)$/i.test(word) ? /^on$/i.test(word) : on),
      undefined,
    ),
    features: [...new Set(features)],
    ...granted(words),
  };
}

/** `needs X, got Y; do Z`: a sentence without its subject. */
export function sentence({ needs, got, remedy }: AccessStringProblem): string {
  return `needs ${needs}, got ${got}; ${remedy}`;
}

/** The words, and what is wrong with the way in which they are put together. */
function split(text: string): { words: readonly string[]; problems: AccessStringProblem[] } {
  const words: string[] = [];
  const problems: AccessStringProblem[] = [];
  let open: string[] = [];
  for (const part of text.split(SPACE).filter((each) => each !== '')) {
    open.push(part);
    if (open[0].startsWith('(') && !part.endsWith(')')) continue;
    words.push(open.join(' '));
    open = [];
  }
  if (text.trim() === '') {
    problems.push(problem('empty', 'documented', "rules such as 'on ~app:* +@read'", "''", 'say who may do what'));
  } else if (/[\t\n\v\f\r]/.test(text)) {
    const got = 'a line break or a tab';
    problems.push(problem('word', 'unverified', 'rules separated by spaces', got, 'write it on one line'));
  }
  if (open.length > 0) {
    const got = shownRules(open.join(' '));
    problems.push(
      problem('parenthesis', 'documented', "a ')' for each '('", got, "write ')' after the last rule of it"),
    );
  }
  return { words, problems };
}

/** The engine takes it, and it grants nothing. */
function emptySelector(word: string): AccessStringProblem {
  return problem('parenthesis', 'inferred', 'selectors with rules', `'${word}'`, 'take it out, or write rules into it');
}

/** Reads one set of rules, in which each may depend on those before it. */
function readRules(rules: readonly string[], place: Place) {
  const problems: AccessStringProblem[] = [];
  const features: AclFeature[] = [];
  let [everyKey, everyChannel] = ['', ''];
  for (const rule of rules) {
    const { problem: wrong, feature } = readWord(rule, place);
    if (feature !== undefined) features.push(feature);
    if (wrong !== undefined) problems.push(wrong);
    if (/^(allkeys|~\*)$/i.test(rule)) everyKey = rule;
    else if (/^resetkeys$/i.test(rule)) everyKey = '';
    else if (/^[~%]/.test(rule) && everyKey !== '') problems.push(idle(rule, everyKey, 'resetkeys'));
    else if (/^(allchannels|&\*)$/i.test(rule)) everyChannel = rule;
    else if (/^resetchannels$/i.test(rule)) everyChannel = '';
    else if (rule.startsWith('&') && everyChannel !== '') problems.push(idle(rule, everyChannel, 'resetchannels'));
  }
  return { problems, features };
}

/** The engine refuses a pattern that cannot have an effect. */
function idle(rule: string, every: string, reset: string): AccessStringProblem {
  const needs = `no pattern after '${every}', which matches everything already`;
  return problem('pattern', 'inferred', needs, `'${rule}'`, `take one of them out, or write '${reset} ${rule}'`);
}

/** What the string grants in the end: selectors that are cleared grant nothing. */
function granted(words: readonly string[]) {
  const cleared = words.map((word) => word.toLowerCase()).lastIndexOf('clearselectors');
  const selectors = words
    .slice(cleared + 1)
    .filter(isSelector)
    .map(within);
  const rights = [words.filter((word) => !isSelector(word)), ...selectors].map(rightsOf);
  const risky = [...new Set(rights.flatMap((each) => each.risky))].sort();
  const isIn = (category: string) => risky.filter((name) => RISKY_COMMANDS.get(name)?.includes(category));
  return {
    allKeys: rights.some((each) => each.allKeys),
    allChannels: rights.some((each) => each.allChannels),
    allCommands: rights.some((each) => each.allCommands),
    dangerous: isIn('dangerous'),
    admin: isIn('admin'),
  };
}

function isSelector(word: string): boolean {
  return word.startsWith('(');
}

function within(selector: string): string[] {
  return selector
    .slice(1, -1)
    .split(SPACE)
    .filter((rule) => rule !== '');
}
