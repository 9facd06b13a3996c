"""Documents made of what the collector knows, one file each."""
