"""Types for ``choice.py`` where it is compiled; what it does stands there alone."""

cimport cython
from newsarchive.document._walk cimport Block as _Block, Box as _Box

cdef class Choice:
    cdef public object setting
    cdef public list blocks, links, keys, units, open
    cdef public set path
    cdef public dict reasons, scores
    cdef dict _units

    @cython.locals(own=_Box, parent=_Box, unit=_Box, box=_Box, path=set)
    cpdef _unit(self, _Block block)
    @cython.locals(likes=list, units=list, weights=list, i=Py_ssize_t, block=_Block, link=double)
    cpdef list _smoothed(self, list scores)
    @cython.locals(block=_Block, link=double, at=Py_ssize_t, text=str)
    cpdef str _refusal(self, Py_ssize_t i)

@cython.locals(sums=dict, both=list, drawn=list, i=Py_ssize_t, score=double, weight=Py_ssize_t)
cpdef list _drawn(list scores, list keys, list weights, double share)
