"""The main content: which blocks of a page are the article's text."""

from newsarchive.document.compiled import load_parts

# The modules that have a .pxd file beside them, compiled, where they were built; else all are read as Python.
WHY_NOT = load_parts(__name__, __path__)
