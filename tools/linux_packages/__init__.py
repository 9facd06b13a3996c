"""What goes into the agent's packages for Linux."""
