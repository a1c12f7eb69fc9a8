/**
 * The commands that an access string can name: those of Redis OSS 6.0 up to Valkey 9.1, of its JSON and Bloom filter
 * types and of its search. One that is missing here may exist all the same: AWS adds commands.
 *
 * @see https://valkey.io/commands/
 */
export const ACL_COMMANDS: ReadonlySet<string> = new Set(
  words(`
    append asking auth bgrewriteaof bgsave bitcount bitfield bitfield_ro bitop bitpos blmove blmpop blpop brpop
    brpoplpush bzmpop bzpopmax bzpopmin clusterscan copy dbsize debug decr decrby del delifeq discard dump echo eval
    eval_ro evalsha evalsha_ro exec exists expire expireat expiretime failover fcall fcall_ro flushall flushdb
    geoadd geodist geohash geopos georadius georadius_ro georadiusbymember georadiusbymember_ro geosearch
    geosearchstore get getbit getdel getex getrange getset hdel hello hexists hexpire hexpireat hexpiretime hget
    hgetall hgetdel hgetex hincrby hincrbyfloat hkeys hlen hmget hmset hpersist hpexpire hpexpireat hpexpiretime
    hpttl hrandfield hscan hset hsetex hsetnx hstrlen httl hvals incr incrby incrbyfloat info keys lastsave lcs
    lindex linsert llen lmove lmpop lolwut lpop lpos lpush lpushx lrange lrem lset ltrim mget migrate monitor move
    mset msetex msetnx multi persist pexpire pexpireat pexpiretime pfadd pfcount pfdebug pfmerge pfselftest ping
    psetex psubscribe psync pttl publish punsubscribe quit randomkey readonly readwrite rename renamenx replconf
    replicaof reset restore restore-asking role rpop rpoplpush rpush rpushx sadd save scan scard sdiff sdiffstore
    select set setbit setex setnx setrange shutdown sinter sintercard sinterstore sismember slaveof smembers
    smismember smove sort sort_ro spop spublish srandmember srem sscan ssubscribe stralgo strlen subscribe substr
    sunion sunionstore sunsubscribe swapdb sync time touch ttl type unlink unsubscribe unwatch wait waitaof watch
    xack xadd xautoclaim xclaim xdel xlen xpending xrange xread xreadgroup xrevrange xsetid xtrim zadd zcard zcount
    zdiff zdiffstore zincrby zinter zintercard zinterstore zlexcount zmpop zmscore zpopmax zpopmin zrandmember
    zrange zrangebylex zrangebyscore zrangestore zrank zrem zremrangebylex zremrangebyrank zremrangebyscore
    zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore zunion zunionstore
    bf.add bf.card bf.exists bf.info bf.insert bf.load bf.madd bf.mexists bf.reserve ft._list ft.aggregate ft.create
    ft.dropindex ft.info ft.search json.arrappend json.arrindex json.arrinsert json.arrlen json.arrpop json.arrtrim
    json.clear json.debug json.del json.forget json.get json.mget json.mset json.numincrby json.nummultby
    json.objkeys json.objlen json.resp json.set json.strappend json.strlen json.toggle json.type
  `),
);

/** The commands that have subcommands, each of which can be granted alone: `cluster|slots`. */
export const ACL_SUBCOMMANDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    acl: 'cat deluser dryrun genpass getuser help list load log save setuser users whoami',
    client: `
      caching capa getname getredir help id import-source info kill list no-evict no-touch pause reply setinfo
      setname tracking trackinginfo unblock unpause
    `,
    cluster: `
      addslots addslotsrange bumpepoch cancelslotmigrations count-failure-reports countkeysinslot delslots
      delslotsrange failover flushslots forget getkeysinslot getslotmigrations help info keyslot links meet
      migrateslots myid myshardid nodes replicas replicate reset saveconfig set-config-epoch setslot shards slaves
      slot-stats slots syncslots
    `,
    command: 'count docs getkeys getkeysandflags help info list',
    commandlog: 'get help len reset',
    config: 'get help resetstat rewrite set',
    function: 'delete dump flush help kill list load restore stats',
    latency: 'doctor graph help histogram history latest reset',
    memory: 'doctor help malloc-stats purge stats usage',
    module: 'help list load loadex unload',
    object: 'encoding freq help idletime refcount',
    pubsub: 'channels help numpat numsub shardchannels shardnumsub',
    script: 'debug exists flush help kill load show',
    slowlog: 'get help len reset',
    xgroup: 'create createconsumer delconsumer destroy help setid',
    xinfo: 'consumers groups help stream',
  }).map(([command, subcommands]) => [command, new Set(words(subcommands))]),
);

/**
 * The commands of the category `dangerous`, with all their categories: `+@keyspace` grants `flushall` too. Those of the
 * category `admin` are among them, but for `ft._list`, which names the search indexes. As Valkey 9.1 has them; Redis OSS
 * 6 counts all of `client` and `cluster` among them.
 *
 * @see https://valkey.io/topics/acl/
 */
export const RISKY_COMMANDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'admin dangerous slow': `
      acl|deluser acl|dryrun acl|getuser acl|list acl|load acl|log acl|save acl|setuser acl|users bgrewriteaof
      bgsave cluster|addslots cluster|addslotsrange cluster|bumpepoch cluster|cancelslotmigrations
      cluster|count-failure-reports cluster|delslots cluster|delslotsrange cluster|failover cluster|flushslots
      cluster|forget cluster|getslotmigrations cluster|meet cluster|migrateslots cluster|replicas cluster|replicate
      cluster|reset cluster|saveconfig cluster|set-config-epoch cluster|setslot cluster|slaves cluster|syncslots
      commandlog|get commandlog|len commandlog|reset config|get config|resetstat config|rewrite config|set debug
      failover latency|doctor latency|graph latency|histogram latency|history latency|latest latency|reset
      module|list module|load module|loadex module|unload monitor psync replconf replicaof save shutdown slaveof
      slowlog|get slowlog|len slowlog|reset sync
    `,
    'admin connection dangerous slow': `
      client|kill client|list client|no-evict client|pause client|unblock client|unpause
    `,
    'dangerous keyspace slow write': 'flushall flushdb migrate restore restore-asking',
    'admin dangerous fast': 'lastsave role',
    'admin dangerous hyperloglog slow': 'pfselftest',
    'admin dangerous hyperloglog slow write': 'pfdebug',
    'dangerous fast keyspace write': 'swapdb',
    'dangerous keyspace read slow': 'keys',
    'dangerous list read set slow sortedset': 'sort_ro',
    'dangerous list set slow sortedset write': 'sort',
    'dangerous slow': 'info',
  }).flatMap(([categories, commands]) => words(commands).map((command) => [command, words(categories)] as const)),
);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
