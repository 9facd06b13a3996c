"""What the doctor looks at, one file a kind. Each check says in words how a part is and, if not well, what to do."""
