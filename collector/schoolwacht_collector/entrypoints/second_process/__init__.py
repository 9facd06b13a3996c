"""Judging and rolling up happen in a process of their own, so that they never make an agent wait for its answer.

One thread of heavy Python beside the ingest loop took it from 1,380 to 201 calls a second (measured, DESIGN.md section
9). The second process only reads the ledger; what it finds goes back to the one writer as a line of JSON.
"""
