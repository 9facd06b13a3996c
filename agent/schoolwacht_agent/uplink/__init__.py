"""The way to the collector: one outgoing connection, on which the agent hands over what it measured."""
