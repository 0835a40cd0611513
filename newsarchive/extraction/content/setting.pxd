"""Types for ``setting.py`` where it is compiled; what it does stands there alone."""

cimport cython
from newsarchive.document._walk cimport Block as _Block, Box as _Box

cdef class Setting:
    cdef public list texts, prose, near
    cdef public set cards
    cdef public dict mass, later
    cdef public object title_article, main
    cdef public double total_prose
    cdef public Py_ssize_t title_at
    cdef dict _aside, _elsewhere
    cdef list _unread

    @cython.locals(at=Py_ssize_t, block=_Block, text=str, chars=Py_ssize_t, size=Py_ssize_t, stops=Py_ssize_t, free=double)
    cpdef _read_prose(self)
    @cython.locals(known=dict, mass=dict, path=list, around=_Box, inner=_Box, total=double, share=double)
    cpdef is_aside(self, _Box box)
    cpdef bint _names_itself_aside(self, _Box box, double share)
    cpdef bint is_elsewhere(self, _Box box)
    @cython.locals(later=dict, at=Py_ssize_t, size=Py_ssize_t, block=_Block, box=_Box)
    cpdef dict _later_boxes(self)
    @cython.locals(later=dict)
    cpdef bint is_announced(self, _Box box, Py_ssize_t at, object outside=*)
    @cython.locals(likely=list, seen=set, weight=dict, heaviest=dict, at=Py_ssize_t, block=_Block, inner=_Box)
    cpdef _main_box(self)
    @cython.locals(likely=double)
    cpdef double _likelihood(self, Py_ssize_t at)

@cython.locals(sums=dict, beside=dict, box=_Box, parent=_Box, around=_Box, value=double)
cpdef dict sums_around(object values)

@cython.locals(around=_Box)
cpdef _article_around(_Box box)

@cython.locals(around=_Box)
cpdef bint _is_within(_Box box, _Box main)

@cython.locals(at=Py_ssize_t, shown=Py_ssize_t, first_h1=Py_ssize_t, folded=str, limit=double, block=_Block)
cpdef Py_ssize_t find_title_block(list texts, str title)
