import { createHash } from 'node:crypto';
import type { Script } from '../drivers/driver';

/**
 * A script. Its reply is a list, of which the first is an empty text, or the word for why nothing was done. Lua cuts
 * numbers in replies to whole ones of 64 bits, so scores are given as texts.
 */
export function lua(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}
