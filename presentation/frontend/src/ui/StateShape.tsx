/** The shape of a state, drawn; told apart without colour. It says nothing to screen readers: the word does. */
import type { CSSProperties, ReactNode } from "react";
import { look, type Shape } from "./states";

const DRAWN: Readonly<Record<Shape, ReactNode>> = {
  "circle-check": (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="m4.8 8.2 2.2 2.2 4.2-4.6" className="noc-inner" />
    </>
  ),
  "square-check": (
    <>
      <path d="M2 2h12v12H2z" className="noc-line" />
      <path d="m4.8 8.2 2.2 2.2 4.2-4.6" className="noc-line" />
    </>
  ),
  "square-cross": (
    <>
      <path d="M2 2h12v12H2z" className="noc-line" />
      <path d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" className="noc-line" />
    </>
  ),
  hourglass: <path d="M3.5 2h9M3.5 14h9M4.5 2l7 12M11.5 2l-7 12" className="noc-line" />,
  triangle: <path d="M8 1.8 15 14H1z" fill="currentColor" />,
  "octagon-cross": (
    <>
      <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor" />
      <path d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" className="noc-inner" />
    </>
  ),
  "broken-link": (
    <path d="M6.5 4.5 8 3a3.3 3.3 0 0 1 4.8 4.8l-1.4 1.5M9.5 11.5 8 13a3.3 3.3 0 0 1-4.8-4.8l1.4-1.5M2 2l12 12" className="noc-line" />
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6.2" className="noc-line" />
      <path d="M8 4.2V8l2.6 2" className="noc-line" />
    </>
  ),
  question: <path d="M5 5.4a3 3 0 1 1 4.6 2.5C8.5 8.6 8 9.2 8 10.4M8 13.4v.2" className="noc-line" />,
  loop: <path d="M12.8 5.6A5.5 5.5 0 1 0 13.5 8M13.2 2v3.8H9.4" className="noc-line" />,
  slashed: (
    <>
      <circle cx="8" cy="8" r="6.2" className="noc-line" />
      <path d="m3.6 12.4 8.8-8.8" className="noc-line" />
    </>
  ),
  dash: <path d="M3 8h10" className="noc-line" />,
  "dotted-circle": <circle cx="8" cy="8" r="6.2" className="noc-line" strokeDasharray="1.6 2.6" />,
  ring: (
    <>
      <circle cx="8" cy="8" r="6.2" className="noc-line" opacity="0.35" />
      <path d="M8 1.8A6.2 6.2 0 0 1 14.2 8" className="noc-line" />
    </>
  ),
  bars: <path d="M5.5 3v10M10.5 3v10" className="noc-line" />,
  dot: <circle cx="8" cy="8" r="3.2" fill="currentColor" />,
};

export function StateShape({ state, size = 14 }: { state: string; size?: number }): ReactNode {
  const { shape, tone } = look(state);
  const style: CSSProperties = { color: `var(--noc-${tone})`, flex: "none" };
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" style={style} data-shape={shape}>
      {DRAWN[shape]}
    </svg>
  );
}
