"""The demo: real SSH hosts and all three layers, on loopback, in one folder that disappears afterwards."""
