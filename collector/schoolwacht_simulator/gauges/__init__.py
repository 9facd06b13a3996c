"""What a machine measures: one module for each part of it. Names, units and decimals are those of the real agent."""
