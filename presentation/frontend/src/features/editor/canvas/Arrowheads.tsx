/** The heads of arrows, one for each of their colours. */
import type { ReactNode } from "react";

export function Arrowheads(): ReactNode {
  return (
    <svg width={0} height={0} style={{ position: "absolute" }} aria-hidden>
      <defs>
        {["good", "bad", "plain", "chosen"].map((tone) => (
          <marker
            key={tone}
            id={`arrowhead-${tone}`}
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="9"
            markerHeight="9"
            orient="auto-start-reverse"
            markerUnits="userSpaceOnUse"
          >
            <path d="M 0 1 L 9 5 L 0 9 z" className={`arrowhead arrowhead-${tone}`} />
          </marker>
        ))}
      </defs>
    </svg>
  );
}
