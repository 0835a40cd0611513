"""Types for ``shape.py`` where it is compiled; what it does stands there alone."""

cimport cython
from newsarchive.document._walk cimport Block as _Block

cdef Py_ssize_t _LINE

@cython.locals(headlines=Py_ssize_t, stretch=Py_ssize_t, longest=Py_ssize_t, block=_Block, size=Py_ssize_t, weight=Py_ssize_t, least=Py_ssize_t)
cpdef object shape_of(list blocks)
