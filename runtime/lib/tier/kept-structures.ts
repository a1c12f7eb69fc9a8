import type { LeaderboardOptions } from '../boards/board-options';
import type { KeptData } from '../boards/kept-data';
import type { Leaderboard } from '../boards/leaderboard';
import type { MemberSet } from '../boards/member-set';
import type { MemberSetOptions } from '../boards/set-options';
import { LinkError, LinkField } from '../link';
import type { OpenSessionStore, SessionStoreParts } from '../sessions/open-session-store';
import type { SessionStoreOptions } from '../sessions/session-options';
import type { SessionStore } from '../sessions/session-store';
import { MEMCACHED } from './cache-connection';

/** What is kept in the cache alone, if that has the structures for it. Each kind is loaded when it is used first. */
export class KeptStructures {
  private data: KeptData | undefined;
  private readonly stores: OpenSessionStore[] = [];

  public constructor(private readonly parts: SessionStoreParts) {}

  public leaderboard(name: string, options: LeaderboardOptions): Leaderboard {
    this.refuseMemcachedFor('a leaderboard');
    const { Leaderboard: Board } = require('../boards/leaderboard') as typeof import('../boards/leaderboard');
    return new Board(this.keptData, name, options);
  }

  public set(name: string, options: MemberSetOptions): MemberSet {
    this.refuseMemcachedFor('a set');
    const { MemberSet: Members } = require('../boards/member-set') as typeof import('../boards/member-set');
    return new Members(this.keptData, name, options);
  }

  public sessionStore(options: SessionStoreOptions): SessionStore {
    this.refuseMemcachedFor('a store of sessions');
    const { openSessionStore } =
      require('../sessions/open-session-store') as typeof import('../sessions/open-session-store');
    const opened = openSessionStore(this.parts, options);
    this.stores.push(opened);
    return opened.store;
  }

  public async close(): Promise<void> {
    await Promise.all(this.stores.map((opened) => opened.close()));
  }

  /** @throws LinkError if the link is known, and leads to Memcached */
  private refuseMemcachedFor(what: string): void {
    if (this.parts.field(LinkField.ENGINE) !== MEMCACHED) return;
    throw new LinkError(
      `${what} needs Valkey or Redis, and this link leads to Memcached, which loses what it keeps with a node and has ` +
        'neither sets nor scripts: connect to another cache for it',
    );
  }

  /** One for all boards and sets. */
  private get keptData(): KeptData {
    const { KeptData: Data } = require('../boards/kept-data') as typeof import('../boards/kept-data');
    this.data ??= new Data(this.parts);
    return this.data;
  }
}
