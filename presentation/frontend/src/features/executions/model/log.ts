/** The output of many visits as one log: which line of which visit stands in which row, and the other way round. */

export interface Written {
  readonly id: string;
  readonly host: string;
  readonly node: string;
  readonly number: number;
  readonly stdout: string | null;
  readonly stderr: string | null;
  readonly finished_at: string | null;
}

/** Where a line stands: it is what a link to it says. */
export interface LinePlace {
  readonly host: string;
  readonly number: number;
  /** From 1, inside what its visit wrote. */
  readonly line: number;
}

export interface Chunk {
  readonly visit: Written;
  readonly lines: readonly string[];
  /** The row of its first line. */
  readonly start: number;
}

export interface Log {
  readonly chunks: readonly Chunk[];
  readonly rows: number;
}

/** What came last stands last; what visits wrote nothing is left out. */
export function logOf(visits: readonly Written[]): Log {
  const ordered = visits.map((visit) => ({ visit, key: keyOf(visit) })).sort((one, other) => (one.key < other.key ? -1 : 1));
  const chunks: Chunk[] = [];
  let rows = 0;
  for (const { visit } of ordered) {
    const text = [visit.stdout, visit.stderr].filter(Boolean).join("\n");
    if (text === "") continue;
    const lines = text.replace(/\r\n/g, "\n").replace(/\n$/, "").split("\n");
    chunks.push({ visit, lines, start: rows });
    rows += lines.length;
  }
  return { chunks, rows };
}

function keyOf(visit: Written): string {
  return `${visit.finished_at ?? "~"} ${visit.host} ${String(visit.number).padStart(6, "0")}`;
}

/** The chunk in which a row is. */
export function chunkAt(log: Log, row: number): Chunk | undefined {
  let [low, high] = [0, log.chunks.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((log.chunks[middle]?.start ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return log.chunks[low];
}

export function rowOf(log: Log, place: LinePlace): number | undefined {
  const chunk = log.chunks.find(({ visit }) => visit.host === place.host && visit.number === place.number);
  return chunk !== undefined && place.line <= chunk.lines.length ? chunk.start + place.line - 1 : undefined;
}

/** As a link writes it; hosts may have colons in their names, so theirs comes last. */
export function placeText({ host, number, line }: LinePlace): string {
  return `${number}:${line}:${host}`;
}

export function placeOf(text: string | undefined): LinePlace | undefined {
  const found = /^(\d{1,9}):(\d{1,9}):(.+)$/.exec(text ?? "");
  return found ? { number: Number(found[1]), line: Number(found[2]), host: found[3] ?? "" } : undefined;
}

/** A text in pieces, those that are looked for apart; small and capital letters are the same. */
export function marked(text: string, wanted: string): { text: string; hit: boolean }[] {
  if (wanted === "") return [{ text, hit: false }];
  const [inside, sought] = [text.toLowerCase(), wanted.toLowerCase()];
  const found: { text: string; hit: boolean }[] = [];
  let from = 0;
  for (let at = inside.indexOf(sought); at !== -1; at = inside.indexOf(sought, from)) {
    if (at > from) found.push({ text: text.slice(from, at), hit: false });
    found.push({ text: text.slice(at, at + sought.length), hit: true });
    from = at + sought.length;
  }
  if (from < text.length) found.push({ text: text.slice(from), hit: false });
  return found;
}
