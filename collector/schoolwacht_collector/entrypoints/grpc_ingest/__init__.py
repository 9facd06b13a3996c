"""The two gRPC doors: identity, translation, one call each, status codes. Nothing is decided here."""
