/** How long the same problem is not told again, in milliseconds. */
const AGAIN_MS = 60_000;
/** Problems that are remembered: their texts may hold what differs each time. */
const REMEMBERED = 100;

/**
 * Tells of problems, of the same one once a minute: a server that is away is found to be away several times a second.
 * What the listener throws is its own concern.
 */
export function problemReport(tell: (error: Error) => void, now = () => performance.now()): (error: Error) => void {
  const told = new Map<string, number>();
  return (error) => {
    const text = `${error?.message}`;
    const last = told.get(text);
    if (last !== undefined && now() - last < AGAIN_MS) return;
    if (told.size >= REMEMBERED) told.delete(told.keys().next().value!);
    told.delete(text);
    told.set(text, now());
    try {
      tell(error);
    } catch {
      // Whoever is told must not break what goes on.
    }
  };
}
