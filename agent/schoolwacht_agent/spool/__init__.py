"""What waits to be sent, on disk: numbered batches, the dictionaries they need, and what was queued last."""
