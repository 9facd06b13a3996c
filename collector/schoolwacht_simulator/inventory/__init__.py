"""What is known of a simulated machine beside numbers: one module for each question, each with its tables."""
