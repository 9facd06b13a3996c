"""Runs our readers over recordings of machines that are not here; one file for each kind of recording."""
