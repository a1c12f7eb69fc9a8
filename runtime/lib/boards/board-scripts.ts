import { EXPIRE } from './kept-lifetime';
import { lua } from './lua';

/**
 * KEYS: the scores, a sorted set; who was first, a hash. ARGV: how the count goes, the order.
 *
 * Where ties are decided by who was first, an entry of the sorted set is the member behind sixteen digits, and the hash
 * has the digits by member. They count down where the highest is ahead, because the server gives equal scores in the
 * reverse order of their bytes there, and up otherwise. The field without a name is the last count.
 */
const OPEN = `
local scores, first, step, highest = KEYS[1], KEYS[2], tonumber(ARGV[1]), ARGV[2] == 'highest'
local RANK = highest and 'ZREVRANK' or 'ZRANK'
local RANGE = highest and 'ZREVRANGE' or 'ZRANGE'
local LIMIT = 9007199254740991
local function entry_of(member)
  if step == 0 then return member end
  local digits = redis.call('HGET', first, member)
  return digits and digits .. member
end
if step == 0 then
  if redis.call('EXISTS', first) == 1 then return { 'ties' } end
else
  local fields = redis.call('HLEN', first)
  if redis.call('ZCARD', scores) ~= math.max(fields - 1, 0) then return { 'ties' } end
  if fields > 0 and tonumber(redis.call('HGET', first, '') or 0) * step <= 0 then return { 'order' } end
end
`;

/**
 * Takes scores, all of them or none: what is refused is found before the first write. The same member may come several
 * times; it is as if each score had come alone. ARGV: mode, milliseconds to live, whether they begin anew, then members
 * and scores. Gives for each the score, the rank, the score before, and whether it changed.
 */
export const SUBMIT = lua(`${OPEN}
local mode, ttl, renew = ARGV[3], tonumber(ARGV[4]), ARGV[5] == '1'
local known, asked = {}, {}
for at = 6, #ARGV, 2 do
  local member, given = ARGV[at], tonumber(ARGV[at + 1])
  local one = known[member]
  if not one then
    local entry = entry_of(member)
    local score = entry and redis.call('ZSCORE', scores, entry)
    one = { entry = entry, score = score and tonumber(score) }
    known[member] = one
  end
  local before, after = one.score, given
  if mode == 'best' and before and (before == given or (before > given) == highest) then after = before end
  if mode == 'increment' then
    after = (before or 0) + given
    if (before or 0) % 1 ~= 0 or math.abs(after) > LIMIT then
      return { 'sum', (at - 6) / 2, string.format('%.17g', before or 0) }
    end
  end
  if after ~= before then one.at = at end
  one.score = after
  asked[#asked + 1] = { one = one, at = at, before = before, after = after }
end
for _, ask in ipairs(asked) do
  local one, member = ask.one, ARGV[ask.at]
  if one.at == ask.at then
    local entry = member
    if step ~= 0 then
      local count = redis.call('HINCRBY', first, '', step)
      local digits = string.format('%016.0f', count < 0 and LIMIT + count or count)
      redis.call('HSET', first, member, digits)
      entry = digits .. member
    end
    redis.call('ZADD', scores, string.format('%.17g', one.score), entry)
    -- Not before: a sorted set that is empty for a moment loses its end.
    if one.entry and one.entry ~= entry then redis.call('ZREM', scores, one.entry) end
    one.entry = entry
  end
end
${EXPIRE}
local reply = { '' }
for _, ask in ipairs(asked) do
  reply[#reply + 1] = string.format('%.17g', ask.after)
  reply[#reply + 1] = redis.call(RANK, scores, ask.one.entry)
  reply[#reply + 1] = ask.before and string.format('%.17g', ask.before) or ''
  reply[#reply + 1] = ask.after == ask.before and 0 or 1
end
return reply
`);

/** Takes members out. It works in a server that is out of memory. ARGV: members. Gives how many there were. */
export const REMOVE = lua(`${OPEN}
local gone = 0
for i = 3, #ARGV do
  local entry = entry_of(ARGV[i])
  if entry then
    gone = gone + redis.call('ZREM', scores, entry)
    if step ~= 0 then redis.call('HDEL', first, ARGV[i]) end
  end
end
if step ~= 0 and redis.call('HLEN', first) == 1 then redis.call('UNLINK', first) end
return { '', gone }
`);

/** Removes the board. Not by the driver, which cannot say who has answered. */
export const RESET = lua(`return { '', redis.call('UNLINK', KEYS[1], KEYS[2]) }`);

/** Gives scores of members; an empty text where there is none. ARGV: members. */
export const SCORES = lua(`${OPEN}
local reply = { '' }
for i = 3, #ARGV do
  local entry = entry_of(ARGV[i])
  reply[i - 1] = entry and redis.call('ZSCORE', scores, entry) or ''
end
return reply
`);

/** Gives how many members there are. */
export const SIZE = lua(`${OPEN} return { '', redis.call('ZCARD', scores) }`);

const REPLY = `
local function reply(from, found)
  local list = { '', from }
  for i, word in ipairs(found) do list[i + 2] = word end
  return list
end
`;

/** Gives entries from a place on: the place, then entries and scores in turn. ARGV: place, count. */
export const PAGE = lua(`${OPEN}${REPLY}
local from = tonumber(ARGV[3])
return reply(from, redis.call(RANGE, scores, from, from + tonumber(ARGV[4]) - 1, 'WITHSCORES'))
`);

/** Gives a member and who is next to it; nothing if there is none. ARGV: member, how many on each side. */
export const AROUND = lua(`${OPEN}${REPLY}
local entry, count = entry_of(ARGV[3]), tonumber(ARGV[4])
local rank = entry and redis.call(RANK, scores, entry)
if not rank then return { '', 0 } end
local from = math.max(0, rank - count)
return reply(from, redis.call(RANGE, scores, from, rank + count, 'WITHSCORES'))
`);

/** Gives entries by their scores, in the order of the board. ARGV: least, most, offset, count. */
export const BETWEEN = lua(`${OPEN}${REPLY}
local least, most, found = ARGV[3], ARGV[4]
if highest then
  found = redis.call('ZREVRANGEBYSCORE', scores, most, least, 'WITHSCORES', 'LIMIT', ARGV[5], ARGV[6])
else
  found = redis.call('ZRANGEBYSCORE', scores, least, most, 'WITHSCORES', 'LIMIT', ARGV[5], ARGV[6])
end
return reply(found[1] and redis.call(RANK, scores, found[1]) or 0, found)
`);
