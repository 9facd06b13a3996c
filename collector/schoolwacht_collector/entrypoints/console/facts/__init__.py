"""The inventory in words: every table, column and code in Dutch and English, and every cell in its unit.

A new table or column gets its words here and nowhere else. What has none is shown by its own name.
"""
