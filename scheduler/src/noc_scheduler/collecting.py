"""How a process that serves for weeks collects cyclic garbage: rarely, and never among what it was started with."""

import gc

#: So many objects more than before are looked at together. A batch of reports makes some 100,000, nearly all of which
#: live until it is committed: looking at every 700, as is usual, finds nothing, and every hundredth time at everything.
YOUNG = 10_000


def spare_what_stays() -> None:
    """Look at nothing again of what is there now, and at new objects in larger groups; called once all is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
