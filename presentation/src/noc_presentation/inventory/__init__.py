"""The inventory: hosts and their groups; pure reading and judging here, tables in the store."""
