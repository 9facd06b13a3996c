"""One file for each kind of recording, with a KIND; there is no list."""
