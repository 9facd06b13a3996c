"""Makes names and versions of programs comparable: one title for one product, versions that sort. Rules are data."""
