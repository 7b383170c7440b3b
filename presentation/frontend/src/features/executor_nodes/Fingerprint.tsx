/** A fingerprint in pieces that eyes can compare; the end, which is typed back, stands out. */
import { Text } from "@mantine/core";
import type { ReactNode } from "react";

const PIECE = 6;

export function Fingerprint({ text, marked }: { text: string; marked: number }): ReactNode {
  const [kind = "", key = ""] = text.split(":");
  const body = key.slice(0, -marked);
  const pieces = body.match(new RegExp(`.{1,${PIECE}}`, "g")) ?? [];
  return (
    <Text ff="monospace" aria-label={text} role="img" style={{ overflowWrap: "anywhere" }}>
      {`${kind}: ${pieces.join(" ")} `}
      <b style={{ textDecoration: "underline", textUnderlineOffset: 4 }}>{key.slice(-marked)}</b>
    </Text>
  );
}
