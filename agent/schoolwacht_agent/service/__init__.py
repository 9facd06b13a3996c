"""Installing the agent as a service of the operating system."""
