"""What several pages show: pure functions from what the ledger says to what a template prints."""
