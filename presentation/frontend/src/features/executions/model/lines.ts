/** The output of a host, made harmless: colours stay, everything else that could act on a terminal or a page goes. */
import anser from "anser";

export interface Piece {
  readonly text: string;
  /** CSS classes of its colours and decorations. */
  readonly looks: string;
}

export interface Line {
  readonly pieces: readonly Piece[];
  /** How many characters were left out at its end. */
  readonly cut: number;
}

const LONGEST = 4_000;
// Commands to a terminal: OSC (titles, links) and other strings up to their end, CSI but for colours, lone escapes.
const COMMANDS = /\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|$)|\x1b\[[0-?]*[ -/]*[@-ln-~]|\x1b[^[]|[\x80-\x9f]/g;
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]/g;
// Characters that turn text around or can't be seen, so that something else is read than stands there.
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]/g;

function shown(text: string): string {
  return text
    .replace(COMMANDS, "")
    .replace(CONTROLS, "�")
    .replace(UNSEEN, (each) => `⟨U+${each.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** Splits a host's output into lines; each is cut after 4,000 characters. No piece holds HTML. */
export function linesOf(output: string): Line[] {
  if (output === "") return [];
  const lines = output.replace(/\r\n/g, "\n").replace(/\n$/, "").split("\n");
  return lines.map((line) => {
    const last = line.slice(line.lastIndexOf("\r") + 1); // what a terminal would still show
    const kept = shown(last.slice(0, LONGEST));
    const pieces = anser
      .ansiToJson(kept, { use_classes: true, remove_empty: true })
      .map(({ content, fg, bg, decorations }) => ({
        text: content.replace(/\x1b/g, ""),
        looks: [fg, bg && `${bg}-bg`, ...(decorations ?? [])].filter(Boolean).join(" "),
      }));
    return { pieces, cut: Math.max(0, last.length - LONGEST) };
  });
}
