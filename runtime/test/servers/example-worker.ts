import { serveWorker } from './processes';

let count = 0;

serveWorker((data: { start: number }) => {
  count = data.start;
  return {
    next: () => {
      count += 1;
      return count;
    },
    echo: async (value: unknown) => value,
    fail: async () => {
      throw Object.assign(new TypeError('No such thing'), { code: 'E_NONE' });
    },
    never: () => new Promise<void>(() => undefined),
    leave: () => process.exit(3),
  };
});
