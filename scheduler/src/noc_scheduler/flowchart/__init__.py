"""The pure core: procedures as flowcharts, and the walk of one host through them; no I/O, no clock, no ids of its own."""
