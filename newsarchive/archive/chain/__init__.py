"""The chain of runs: what an archive held then can be shown to be unaltered now."""
