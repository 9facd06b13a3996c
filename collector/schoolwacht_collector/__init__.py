"""The collector: takes in what agents send, keeps it, judges it, and tells people."""
