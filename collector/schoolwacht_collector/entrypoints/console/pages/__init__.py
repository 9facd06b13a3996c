"""One file a page: what it asks of the ledger, the view it makes of that, and its addresses."""
