"""Which sites are due, and their crawls side by side, each in a process of its own."""
