"""Readers of one operating system's sources: pure parsers with thin input around them."""
