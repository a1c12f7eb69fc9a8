import { createHash } from 'node:crypto';
import type { Script, Step } from '../drivers/driver';
import {
  addIntent,
  addRecord,
  dropIntent,
  dropRecord,
  ensureVersion,
  releaseLease,
  renewVersion,
} from './script-steps';

function script(text: string, step: Step, more: Pick<Script, 'record' | 'listed'> = {}): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex'), step, ...more };
}

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/**
 * An intent is '!nonce|id:until,id:until': who is writing, and until when it counts on the clock of this server. A writer
 * that died ends by itself there, even while others keep the key alive.
 */
const OTHERS = `
local others, last = {}, 0
local mine, found = {}, 0
for id in string.gmatch(ARGV[1], '[^,]+') do mine[id] = true end
local value = redis.call('GET', KEYS[1])
local bar = value and string.sub(value, 1, 1) == '!' and string.find(value, '|', 1, true)
if bar then
  for id, till in string.gmatch(string.sub(value, bar + 1), '([^,:]+):(%d+)') do
    if tonumber(till) > now then
      if mine[id] then
        found = found + 1
      else
        others[#others + 1] = id .. ':' .. till
        last = math.max(last, tonumber(till))
      end
    end
  end
end
`;

/** Adds or renews one writer. KEYS: version. ARGV: id, nonce, milliseconds. */
export const ADD_INTENT = script(
  `${NOW}${OTHERS}
local till = now + tonumber(ARGV[3])
others[#others + 1] = ARGV[1] .. ':' .. string.format('%d', till)
redis.call('SET', KEYS[1], '!' .. ARGV[2] .. '|' .. table.concat(others, ','), 'PX', math.max(last, till) - now)
return 1
`,
  addIntent,
  { record: addRecord },
);

/**
 * Takes writers out. The last one removes the key, so that readers make a new version; so does one whose intent has
 * expired meanwhile. A cache that is out of memory keeps the intent until it expires. It gives how many of them still
 * stood there. KEYS: version. ARGV: ids with commas between them, nonce.
 */
export const DROP_INTENT = script(
  `${NOW}${OTHERS}
if #others == 0 then
  redis.call('UNLINK', KEYS[1])
else
  redis.pcall('SET', KEYS[1], '!' .. ARGV[2] .. '|' .. table.concat(others, ','), 'PX', last - now)
end
return found
`,
  dropIntent,
  { record: dropRecord },
);

/**
 * Gives each key a version if it has none. A version is 'random.created': never a count, which would come back after an
 * eviction. KEYS: versions of one slot. ARGV: random, milliseconds.
 */
export const ENSURE_VERSIONS = script(
  `${NOW}
local values = {}
for i, key in ipairs(KEYS) do
  local value = redis.call('GET', key)
  if not value then
    value = ARGV[1] .. i .. '.' .. string.format('%d', now)
    redis.call('SET', key, value, 'PX', ARGV[2])
  end
  values[i] = value
end
return values
`,
  ensureVersion,
  { listed: true },
);

/** Lets versions live longer that have not changed. KEYS: versions of one slot. ARGV: milliseconds, versions. */
export const RENEW_VERSIONS = script(
  `
for i, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[i + 1] then redis.call('SET', key, ARGV[i + 1], 'PX', ARGV[1]) end
end
return 1
`,
  renewVersion,
);

/** Gives a lease back, if it is still one's own. KEYS: lease. ARGV: holder. */
export const RELEASE_LEASE = script(
  `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('UNLINK', KEYS[1]) end
return 1
`,
  releaseLease,
);
