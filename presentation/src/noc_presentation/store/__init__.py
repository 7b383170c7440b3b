"""The tables of this layer; no other package knows them."""
