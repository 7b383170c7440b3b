"""The only package that knows tables: what is stored, and the statements that read and change it."""
