"""Version 1 of the wire contract. It only grows."""
