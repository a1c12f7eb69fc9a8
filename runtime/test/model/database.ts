import type { Configuration } from './configuration';
import { committed as promiseCommitted } from './promise';
import { type State, type Writer, WriterAt } from './state';

/** What a query sees now. A snapshot is the set of the writes that are committed: more of them is newer. */
export function snapshot(state: State): number {
  return state.committed;
}

/** Commits the transaction of a writer, who may or may not hear of it. */
export function commit(state: State, config: Configuration, writer: number): State {
  return promiseCommitted({ ...state, committed: state.committed | (1 << writer) }, writer, config);
}

/** Whether the database may still commit it. */
export function mayCommit(writer: Writer): boolean {
  return writer.at === WriterAt.ADDING || writer.at === WriterAt.UNKNOWN;
}
