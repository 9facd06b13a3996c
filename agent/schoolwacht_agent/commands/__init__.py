"""What `schoolwacht-agent` can be told on the command line, one file for each command."""
