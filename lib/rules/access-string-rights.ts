import { FORBIDDEN_COMMANDS } from '../catalog/acl';
import { RISKY_COMMANDS } from '../catalog/acl-commands';

/** What a set of rules grants: that of the user, or that of a selector. */
export interface Rights {
  readonly allKeys: boolean;
  readonly allChannels: boolean;
  readonly allCommands: boolean;
  /** The commands of the category `dangerous` that it grants, and the service offers. */
  readonly risky: readonly string[];
}

const OFFERED = [...RISKY_COMMANDS].filter(([name]) => !FORBIDDEN_COMMANDS.some((other) => belongs(name, other)));

/** Applies the rules from left to right, as the engine does. */
export function rightsOf(words: readonly string[]): Rights {
  let [allKeys, allChannels, allCommands] = [false, false, false];
  const risky = new Set<string>();
  for (const word of words.map((each) => each.toLowerCase())) {
    if (/^(allkeys|~\*+|%(rw|wr)~\*+)$/.test(word)) allKeys = true;
    else if (word === 'resetkeys') allKeys = false;
    else if (/^(allchannels|&\*+)$/.test(word)) allChannels = true;
    else if (word === 'resetchannels') allChannels = false;
    else if (/^[+-]|^(all|no)commands$/.test(word)) {
      const add = /^[+a]/.test(word);
      allCommands = add && (allCommands || isAll(word));
      for (const name of riskyAmong(word)) risky[add ? 'add' : 'delete'](name);
    }
  }
  return { allKeys, allChannels, allCommands, risky: [...risky] };
}

/** The risky commands of which a rule speaks. */
function riskyAmong(word: string): string[] {
  const name = word.slice(1);
  const chosen = isAll(word)
    ? OFFERED
    : name.startsWith('@')
      ? OFFERED.filter(([, categories]) => categories.includes(name.slice(1)))
      : OFFERED.filter(([command]) => belongs(command, name));
  return chosen.map(([command]) => command);
}

function isAll(word: string): boolean {
  return /^([+-]@all|(all|no)commands)$/.test(word);
}

/** Whether a command is another, or a subcommand of it. */
function belongs(command: string, other: string): boolean {
  return command === other || command.startsWith(`${other}|`);
}
