"""Facts shipped as data: dated, with their sources, replaceable without a change of the code."""
