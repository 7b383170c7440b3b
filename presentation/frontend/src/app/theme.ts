/** Colours and measures: one accent, plain surfaces; the colours of states are in look.css. */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const teal: MantineColorsTuple = [
  "#e6f7f6",
  "#cfecea",
  "#a0d8d5",
  "#6dc3bf",
  "#44b2ad",
  "#2aa7a1",
  "#128a86",
  "#0b6e6e",
  "#075e5e",
  "#034a4b",
];

export const theme = createTheme({
  primaryColor: "noc",
  primaryShade: { light: 7, dark: 7 },
  colors: { noc: teal },
  defaultRadius: "md",
  fontFamily: "Inter, 'Segoe UI', system-ui, -apple-system, 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: "'JetBrains Mono', ui-monospace, 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: "650" },
  cursorType: "pointer",
  respectReducedMotion: true,
});
