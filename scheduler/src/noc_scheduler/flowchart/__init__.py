"""The pure core: procedures as flowcharts and one host's walk through them; no I/O, no clock, no ids."""
