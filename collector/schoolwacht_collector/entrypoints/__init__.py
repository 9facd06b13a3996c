"""Everything that calls the use cases: the gRPC doors, the ticker, the API and the console."""
