"""The installer for Windows: what lies in it, and how it is packed."""
