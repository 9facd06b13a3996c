"""The wire contract between agents and the collector; nothing else."""
