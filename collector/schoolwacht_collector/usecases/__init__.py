"""Verbs: what the collector does, told in terms of its ports."""
