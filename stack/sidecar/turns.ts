/**
 * Runs one piece of work at a time: two n8n that boot at once on a small machine take twice as long each. Work that
 * somebody waits for goes before work that was planned.
 */
export function createTurns(): <T>(work: () => Promise<T>, urgent: boolean) => Promise<T> {
  const waiting: (() => Promise<void>)[] = [];
  let busy = false;
  async function next(): Promise<void> {
    if (busy) return;
    const turn = waiting.shift();
    if (!turn) return;
    busy = true;
    await turn();
    busy = false;
    void next();
  }
  return (work, urgent) =>
    new Promise((done, fail) => {
      const turn = (): Promise<void> => work().then(done, fail);
      if (urgent) waiting.unshift(turn);
      else waiting.push(turn);
      void next();
    });
}
