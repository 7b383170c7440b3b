"""Rehearsals: a procedure's tests as documents, walked on a virtual clock without any executor node."""
