"""Simulated agents over the real wire: a believable school for demonstrations, tests and load."""
