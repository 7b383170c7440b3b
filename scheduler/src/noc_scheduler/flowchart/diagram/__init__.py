"""Pictures of flowcharts, as text: Mermaid and SVG. Pure, and the same picture for the same flowchart."""
