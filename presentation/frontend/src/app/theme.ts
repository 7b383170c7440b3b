/** Colours and measures: one accent, plain surfaces; the colours of states are in look.css. */
import { createTheme, Drawer, type MantineColorsTuple, Modal } from "@mantine/core";

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

// Mantine's greys for the dark theme, in the blue of our grounds.
const dark: MantineColorsTuple = [
  "#dee2e6",
  "#b4bac0",
  "#a0a7ad",
  "#8b949b",
  "#3a4046",
  "#2d3238",
  "#23282c",
  "#16191c",
  "#121417",
  "#0e1012",
];

export const theme = createTheme({
  primaryColor: "noc",
  primaryShade: { light: 7, dark: 7 },
  colors: { noc: teal, dark },
  defaultRadius: "md",
  fontFamily: "Inter, 'Segoe UI', system-ui, -apple-system, 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: "'JetBrains Mono', ui-monospace, 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: "650" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    // A dialog's head is no second banner of the page.
    Modal: Modal.extend({
      defaultProps: { attributes: { header: { role: "presentation" } }, styles: { title: { fontWeight: 650 } } },
    }),
    Drawer: Drawer.extend({ defaultProps: { attributes: { header: { role: "presentation" } } } }),
  },
});
