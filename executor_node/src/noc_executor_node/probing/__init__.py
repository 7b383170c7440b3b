"""Looking at a host from here: is it there, does it speak SSH, whose key does it show, does it let us in."""
