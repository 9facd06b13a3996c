"""Readers of what back-up programs wrote about their own runs; nothing here changes a back-up."""
