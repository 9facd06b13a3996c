"""What goes in and out, described well enough that the OpenAPI document is worth reading."""
