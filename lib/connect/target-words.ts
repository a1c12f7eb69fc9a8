/** How messages speak of what clients connect to. */
export interface TargetWords {
  /** What it is. */
  readonly noun: string;
  /** What to do for a client of another account. */
  readonly otherAccount: (account: string, ours: string) => string;
  /** What to do for a client of another Region. */
  readonly otherRegion: string;
  /** What else to do for a client of another stage. */
  readonly otherStage: string;
  /** What can be done by hand for a client that is imported. */
  readonly byHand: string;
  /** What a role can be given without security groups. */
  readonly grantAlone: string;
  /** The page about networks. */
  readonly page: string;
}

/** Of a cache. */
export const CACHE_WORDS: TargetWords = {
  noun: 'cache',
  otherAccount: (account, ours) =>
    `peer the networks, publish the link with publishLink({ accounts: ['${account}'] }), and let the client assume a role of account ${ours}`,
  otherRegion: 'connect it to a cache of its Region, such as a secondary of a Global Datastore',
  otherStage: 'move one of them, or publish the link with publishLink()',
  byHand: 'connections, grants and link of the cache',
  grantAlone: 'or grant alone with grants.connect()',
  page: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html',
};

/** Of a database. */
export const DATABASE_WORDS: TargetWords = {
  noun: 'database',
  otherAccount: (_, ours) =>
    `peer the networks, and let the client assume a role of account ${ours} from a stack of that account`,
  otherRegion: 'connect it to a database of its Region, such as a read replica',
  otherStage: 'move one of them',
  byHand: 'connections, secret and link of the database',
  grantAlone: 'or use connections and secret of the database alone',
  page: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.Scenarios.html',
};
