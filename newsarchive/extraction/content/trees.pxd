"""For ``trees.py``: hatch_build.py makes functions of C numbers of its two sums before they are compiled."""
