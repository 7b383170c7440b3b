/** The output of many visits as one log: which line of which visit stands in which row, and the other way round. */

/** How much each visit wrote, as they ended: `[id, place of its host, place of its node, number, lines]`. */
export interface Outline {
  readonly hosts: readonly string[];
  readonly nodes: readonly string[];
  readonly visits: readonly (readonly [string, number, number, number, number])[];
}

/** Where a line stands: it is what a link to it says. */
export interface LinePlace {
  readonly host: string;
  readonly number: number;
  /** From 1, inside what its visit wrote. */
  readonly line: number;
}

/** What one visit wrote. */
export interface Chunk {
  readonly id: string;
  readonly host: string;
  readonly node: string;
  readonly number: number;
  readonly lines: number;
  /** The row of its first line. */
  readonly start: number;
}

export interface Log {
  readonly chunks: readonly Chunk[];
  readonly rows: number;
  /** Whether there is more than is shown. */
  readonly cut: boolean;
}

/** What came last stands last; of more than `most` lines the last are left out. */
export function logOf({ hosts, nodes, visits }: Outline, most: number): Log {
  const chunks: Chunk[] = [];
  let rows = 0;
  for (const [id, host, node, number, lines] of visits) {
    if (rows >= most) return { chunks, rows, cut: true };
    chunks.push({ id, host: hosts[host] ?? "", node: nodes[node] ?? "", number, lines, start: rows });
    rows += lines;
  }
  return { chunks, rows, cut: false };
}

/** What a visit wrote, line by line, its complaints last; as the server counts them. */
export function written({ stdout, stderr }: { stdout: string | null; stderr: string | null }): string[] {
  return [stdout, stderr].filter(Boolean).join("\n").replace(/\r\n/g, "\n").replace(/\n$/, "").split("\n");
}

/** The chunks of these rows and their neighbours, in blocks that are the same wherever one looks from. */
export function blocksAt(log: Log, first: number, last: number): (readonly Chunk[])[] {
  const [from, to] = [placeOfRow(log, first), placeOfRow(log, last)];
  if (log.chunks.length === 0) return [];
  const blocks: (readonly Chunk[])[] = [];
  for (let start = from - (from % BLOCK); start <= to; start += BLOCK) blocks.push(log.chunks.slice(start, start + BLOCK));
  return blocks;
}

/** So many visits are read at once. */
const BLOCK = 20;

/** The chunk in which a row is. */
export function chunkAt(log: Log, row: number): Chunk | undefined {
  return log.chunks[placeOfRow(log, row)];
}

function placeOfRow(log: Log, row: number): number {
  let [low, high] = [0, log.chunks.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((log.chunks[middle]?.start ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function rowOf(log: Log, place: LinePlace): number | undefined {
  const chunk = log.chunks.find(({ host, number }) => host === place.host && number === place.number);
  return chunk !== undefined && place.line <= chunk.lines ? chunk.start + place.line - 1 : undefined;
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
