"""Types for ``choice.py`` where it is compiled; what it does stands there alone."""

cimport cython
from newsarchive.document._walk cimport Block as _Block, Box as _Box
from newsarchive.extraction.content.setting cimport Setting as _Setting

cdef class Choice:
    cdef public _Setting setting
    cdef public list blocks, links, keys, units, open
    cdef public set path
    cdef public dict reasons, scores
    cdef dict _units

    @cython.locals(i=Py_ssize_t, reason=str)
    cdef _refuse(self)
    @cython.locals(own=_Box, parent=_Box, unit=_Box, box=_Box, path=set)
    cpdef _unit(self, _Block block)
    @cython.locals(likes=list, units=list, weights=list, i=Py_ssize_t, block=_Block, unit=_Box, parts=Py_ssize_t)
    cpdef list _smoothed(self, list scores)
    @cython.locals(unit=_Box)
    cpdef bint _take(self, Py_ssize_t i)
    @cython.locals(block=_Block, link=double, at=Py_ssize_t, text=str, setting=_Setting)
    cpdef str _refusal(self, Py_ssize_t i)

@cython.locals(sums=list, masses=list, drawn=list, i=Py_ssize_t, group=Py_ssize_t, score=double, weight=double)
cpdef list _drawn(list scores, list groups, Py_ssize_t count, list weights, double share)
