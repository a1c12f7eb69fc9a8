import type { CacheDriver } from './driver';

type ChangeListener = Parameters<CacheDriver['onChange']>[0];

/** Who is told when a server can be used, or no longer. */
export interface ChangeListeners extends Pick<CacheDriver, 'onChange'> {
  readonly tell: ChangeListener;
}

export function changeListeners(): ChangeListeners {
  const listeners = new Set<ChangeListener>();
  return {
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: (server, up) => {
      for (const listener of listeners) listener(server, up);
    },
  };
}
