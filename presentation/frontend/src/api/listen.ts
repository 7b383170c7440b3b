/** Server-sent events as pages hear them: opened again where they have ended, and not believed while they are silent. */

/** After so long without a word nobody is taken to listen to; the server says something every three seconds. */
const SILENT_MS = 10_000;
const REOPEN_MS = 15_000;

/** What a frame of each kind leads to; one that answers false says nothing about how things are. */
type Heard = Readonly<Record<string, (said: never) => boolean | void>>;

/** Listens until what is answered is called; `turn` hears whether the server tells what happens at the moment. */
export function listen(path: string, heard: Heard, turn: (live: boolean) => void): () => void {
  let source: EventSource | null = null;
  let last = 0;
  let reopening: number | undefined;

  function open(): void {
    source = new EventSource(path, { withCredentials: true });
    for (const [kind, take] of Object.entries(heard)) {
      source.addEventListener(kind, ({ data }) => {
        if (take(JSON.parse(data) as never) === false) return;
        last = Date.now();
        turn(true);
      });
    }
    source.addEventListener("end", close);
    source.addEventListener("error", () => {
      turn(false);
      if (source?.readyState === EventSource.CLOSED) close();
    });
  }
  function close(): void {
    source?.close();
    turn(false);
    reopening = window.setTimeout(open, REOPEN_MS);
  }

  open();
  const watching = window.setInterval(() => {
    if (Date.now() - last > SILENT_MS) turn(false);
  }, 1_000);
  return () => {
    window.clearInterval(watching);
    window.clearTimeout(reopening);
    source?.close();
  };
}
