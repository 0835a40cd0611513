"""Types for ``forest.py`` where it is compiled; what it does stands there alone."""

cimport cython
from newsarchive.extraction.content.features cimport Features as _Features

@cython.locals(i=Py_ssize_t, total=double, judged=list)
cpdef list log_odds(_Features features, object places)
