/** A text as a QR code, made here: what it says leaves the browser for nowhere but the camera. */
import encodeQR from "qr";
import type { ReactNode } from "react";

const QUIET = 2;
const SIDE_PX = 196;

export function QrCode({ text, label }: { text: string; label: string }): ReactNode {
  const rows = encodeQR(text, "raw", { border: QUIET });
  const dark = rows.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg viewBox={`0 0 ${rows.length} ${rows.length}`} width={SIDE_PX} height={SIDE_PX} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width="100%" height="100%" fill="#fff" />
      <path d={dark.join("")} fill="#000" />
    </svg>
  );
}
