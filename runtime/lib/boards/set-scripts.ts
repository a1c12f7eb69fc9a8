import { EXPIRE } from './kept-lifetime';
import { lua } from './lua';

/** Lua takes no more arguments than some thousands in one call. ARGV from `first` on is given in pieces. */
const IN_PIECES = `
local function in_pieces(first, run)
  for from = first, #ARGV, 1000 do run(unpack(ARGV, from, math.min(from + 999, #ARGV))) end
end
`;

/** Adds members, all or none. ARGV: milliseconds to live, whether they begin anew, members. Gives how many are new. */
export const ADD = lua(`${IN_PIECES}
local ttl, renew, count = tonumber(ARGV[1]), ARGV[2] == '1', 0
in_pieces(3, function(...) count = count + redis.call('SADD', KEYS[1], ...) end)
${EXPIRE}
return { '', count }
`);

/** Takes members out. It works in a server that is out of memory. ARGV: members. Gives how many there were. */
export const TAKE = lua(`${IN_PIECES}
local count = 0
in_pieces(1, function(...) count = count + redis.call('SREM', KEYS[1], ...) end)
return { '', count }
`);

/** Says of members whether they are there. ARGV: members. */
export const HAS = lua(`
local reply = { '' }
for i, member in ipairs(ARGV) do reply[i + 1] = redis.call('SISMEMBER', KEYS[1], member) end
return reply
`);

export const CARD = lua(`return { '', redis.call('SCARD', KEYS[1]) }`);

export const CLEAR = lua(`return { '', redis.call('UNLINK', KEYS[1]) }`);

const REPLY = `
local function reply(size, found, limit)
  local list = { '', size }
  for i = 1, math.min(limit, #found) do list[i + 2] = found[i] end
  return list
end
`;

/** Gives the size, and all members or so many of them. ARGV: limit. */
export const SOME = lua(`${REPLY}
local size, limit = redis.call('SCARD', KEYS[1]), tonumber(ARGV[1])
if size <= limit then return reply(size, redis.call('SMEMBERS', KEYS[1]), limit) end
return reply(size, redis.call('SRANDMEMBER', KEYS[1], limit), limit)
`);

/** Gives members that were drawn, each once. ARGV: count. */
export const DRAW = lua(`${REPLY}
return reply(0, redis.call('SRANDMEMBER', KEYS[1], ARGV[1]), tonumber(ARGV[1]))
`);

/** Gives the next cursor and some members. ARGV: cursor, about how many. */
export const SCAN = lua(`${REPLY}
local found = redis.call('SSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
return reply(found[1], found[2], #found[2])
`);

/**
 * Gives the size of a union, an intersection or a difference of all keys, and some of its members. What it would have to
 * look at is known before: more than was allowed is not begun. ARGV: command, how many to give, how many to look at.
 */
export const COMBINE = lua(`${REPLY}
local command, limit, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local work, least = 0
for _, key in ipairs(KEYS) do
  local size = redis.call('SCARD', key)
  work, least = work + size, math.min(least or size, size)
end
if command == 'SINTER' then work = least * #KEYS end
if work > most then return { 'many', work } end
if command == 'SINTER' and limit == 0 then
  -- Since version 7; before, and for a user without it, members are counted here.
  local size = redis.pcall('SINTERCARD', #KEYS, unpack(KEYS))
  if type(size) == 'number' then return { '', size } end
end
local found = redis.call(command, unpack(KEYS))
return reply(#found, found, limit)
`);
