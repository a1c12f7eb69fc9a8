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

/**
 * How long a session that is there lives from now on: longer than before and never shorter, but as before if its cookie
 * is not the one that the request has loaded, and within the limit in any case. A cookie of '*' is any.
 */
const LIFE = `
local function life(fields, ms, cap, cookie)
  local left = redis.call('PTTL', KEYS[1])
  local stored = ''
  for i = 1, #fields, 2 do
    if fields[i] == 'cookie' then stored = fields[i + 1] end
  end
  if left < 0 then return math.min(ms, cap), left end
  if cookie == '*' or cookie == stored then return math.min(math.max(ms, left), cap), left end
  return math.max(math.min(left, cap), 1), left
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
 * milliseconds at most; the cookie that was loaded; bytes at most; how many fields are removed; their names; names and
 * texts of those that are written. It gives 1, 0 if
 * the session has ended, or -1 if it would be too big.
 */
export const SAVE_SESSION = script(`${LIVE}${LIFE}
local merge = ARGV[1] == 'merge'
if value and string.sub(value, 1, 1) == 'D' then return 0 end
if merge and not readable then return 0 end
if not merge then old = {} end
local change, fields = {}, {}
local first = 8 + tonumber(ARGV[7])
for i = 8, first - 1 do change[ARGV[i]] = false end
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
if #packed > tonumber(ARGV[6]) then return -1 end
local ms = tonumber(ARGV[3])
if merge and ARGV[2] == 'later' then ms = life(old, ms, tonumber(ARGV[4]), ARGV[5]) end
redis.call('SET', KEYS[1], packed, 'PX', string.format('%.0f', ms))
return 1
`);

/**
 * Lets a session live longer, never shorter. ARGV: milliseconds; milliseconds at most; the cookie that was loaded, or '*'.
 * It gives 0 if the session has ended.
 */
export const TOUCH_SESSION = script(`${LIVE}${LIFE}
if not readable then return 0 end
local ms, left = life(old, tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3])
if ms ~= left then redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ms)) end
return 1
`);

/** Ends a session, and keeps it from coming back. A store that is out of memory only ends it. ARGV: milliseconds. */
export const DESTROY_SESSION = script(`
local kept = redis.pcall('SET', KEYS[1], 'D', 'PX', ARGV[1])
if type(kept) == 'table' and kept.err then redis.call('UNLINK', KEYS[1]) end
return 1
`);
