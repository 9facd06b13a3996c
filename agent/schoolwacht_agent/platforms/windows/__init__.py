"""Readers of what Windows keeps: registry, WMI, files. Pure parsers, and thin lines that touch the machine."""
