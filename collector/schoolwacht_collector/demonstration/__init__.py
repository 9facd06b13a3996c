"""A school that is played: simulated machines over the real wire, judged by the real rules, on a clock of its own."""
