"""Documents: text read into plain data with line numbers, their canonical form and digest."""
