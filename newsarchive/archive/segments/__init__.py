"""Writes what a batch adds to the full-text index as a finished segment, and has it merged later."""
