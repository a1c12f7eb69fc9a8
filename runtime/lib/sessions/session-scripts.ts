import { createHash } from 'node:crypto';
import type { Script } from '../drivers/driver';

function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/**
 * A session is one key: 'S' and its fields, packed as a list of names and texts; once destroyed it is 'D' for a while.
 * Texts are not looked into, so a number or an empty list in them stays what it is.
 */
const LIVE = `
local value = redis.call('GET', KEYS[1])
local live = value and string.sub(value, 1, 1) == 'S'
local readable, old = false, {}
if live then
  readable, old = pcall(cmsgpack.unpack, string.sub(value, 2))
  readable = readable and type(old) == 'table'
end
`;

/** The time that is left and the fields; an empty list without a session, and a list with 0 for one that is damaged. */
export const LOAD_SESSION = script(`${LIVE}
if not live then return {} end
if not readable then return {0} end
return {redis.call('PTTL', KEYS[1]), old}
`);

/**
 * Writes what has changed, and keeps what others have changed. ARGV: 'merge' into a session that has to be there, or
 * 'replace' whatever is there but a destroyed one; 'exact' or 'later' for a time that may not be shortened; milliseconds;
 * bytes at most; how many fields are removed; their names; names and texts of those that are written. It gives 1, 0 if
 * the session has ended, or -1 if it would be too big.
 */
export const SAVE_SESSION = script(`${LIVE}
local merge = ARGV[1] == 'merge'
if value and string.sub(value, 1, 1) == 'D' then return 0 end
if merge and not readable then return 0 end
if not merge then old = {} end
local change, fields = {}, {}
local first = 6 + tonumber(ARGV[5])
for i = 6, first - 1 do change[ARGV[i]] = false end
for i = first, #ARGV, 2 do change[ARGV[i]] = ARGV[i + 1] end
for i = 1, #old, 2 do
  local name, text = old[i], change[old[i]]
  if text == nil then text = old[i + 1] end
  if text then
    fields[#fields + 1] = name
    fields[#fields + 1] = text
  end
  change[name] = false
end
for i = first, #ARGV, 2 do
  if change[ARGV[i]] then
    fields[#fields + 1] = ARGV[i]
    fields[#fields + 1] = ARGV[i + 1]
  end
end
local packed = 'S' .. cmsgpack.pack(fields)
if #packed > tonumber(ARGV[4]) then return -1 end
local ms = tonumber(ARGV[3])
if merge and ARGV[2] == 'later' then ms = math.max(ms, redis.call('PTTL', KEYS[1])) end
redis.call('SET', KEYS[1], packed, 'PX', string.format('%.0f', ms))
return 1
`);

/** Lets a session live longer, never shorter. ARGV: milliseconds. It gives 0 if the session has ended. */
export const TOUCH_SESSION = script(`
local value = redis.call('GET', KEYS[1])
if not value or string.sub(value, 1, 1) ~= 'S' then return 0 end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return 1
`);

/** Ends a session, and keeps it from coming back. A store that is out of memory only ends it. ARGV: milliseconds. */
export const DESTROY_SESSION = script(`
local kept = redis.pcall('SET', KEYS[1], 'D', 'PX', ARGV[1])
if type(kept) == 'table' and kept.err then redis.call('UNLINK', KEYS[1]) end
return 1
`);
