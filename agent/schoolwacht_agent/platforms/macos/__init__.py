"""Readers of what macOS keeps or prints: system_profiler, ioreg, property lists. Pure parsers and thin lines."""
