"""Objects as code: documents in files say what there is to be, and applying them makes it so."""
