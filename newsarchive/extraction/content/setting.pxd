"""Types for ``setting.py`` where it is compiled; what it does stands there alone."""

cimport cython
from newsarchive.document._walk cimport Block as _Block, Box as _Box

cdef Py_ssize_t _MIN_CHARS, _HEADING_CHARS, _LOOK_BACK
cdef double _MAIN_SHARE, _BEFORE_TITLE, _LATER, _ELSEWHERE, _SUBSTANCE, _COMMENTS_SUBSTANCE

cdef class Setting:
    cdef public list texts, prose, near, boxes
    cdef public set cards
    cdef public dict later
    cdef public _Box title_article, main
    cdef public double total_prose
    cdef public Py_ssize_t title_at
    cdef double[::1] mass
    cdef bytearray _aside
    cdef dict _elsewhere
    cdef list _unread

    @cython.locals(at=Py_ssize_t, block=_Block, text=str, chars=Py_ssize_t, size=Py_ssize_t, stops=Py_ssize_t, free=double, least=Py_ssize_t)
    cpdef _read_prose(self)
    @cython.locals(mass=double[::1], at=Py_ssize_t, block=_Block, value=double)
    cdef _masses(self)
    @cython.locals(known=bytearray)
    cpdef bint is_aside(self, _Box box)
    @cython.locals(known=bytearray, path=list, around=_Box, inner=_Box, aside=bint, share=double)
    cdef _judge_aside(self, _Box box)
    cpdef bint _names_itself_aside(self, _Box box, double share)
    cpdef bint is_elsewhere(self, _Box box)
    @cython.locals(later=dict, at=Py_ssize_t, size=Py_ssize_t, block=_Block, box=_Box)
    cpdef dict _later_boxes(self)
    @cython.locals(later=dict)
    cpdef bint is_announced(self, _Box box, Py_ssize_t at, object outside=*)
    @cython.locals(boxes=list, weight=double[::1], seen=set, at=Py_ssize_t, value=double, block=_Block)
    cpdef _Box _main_box(self)
    @cython.locals(boxes=list, heaviest=list, number=Py_ssize_t, inner=_Box, around=Py_ssize_t, main=Py_ssize_t, rival=Py_ssize_t)
    cdef _Box _innermost(self, double[::1] weight)
    @cython.locals(likely=double)
    cpdef double _likelihood(self, Py_ssize_t at)
    @cython.locals(main=_Box, first=Py_ssize_t, last=Py_ssize_t, start=Py_ssize_t)
    cpdef list _near(self)
    @cython.locals(first=Py_ssize_t, last=Py_ssize_t, at=Py_ssize_t, prose=list, texts=list, block=_Block)
    cdef tuple _extent(self, _Box main)

@cython.locals(boxes=list, block=_Block, box=_Box, last=Py_ssize_t)
cpdef list boxes_around(list texts)

@cython.locals(number=Py_ssize_t, value=double, box=_Box)
cdef add_upwards(double[::1] sums, list boxes)

@cython.locals(around=_Box)
cdef _Box _article_around(_Box box)

@cython.locals(around=_Box)
cdef bint _is_within(_Box box, _Box main)

@cython.locals(at=Py_ssize_t, shown=Py_ssize_t, first_h1=Py_ssize_t, folded=str, limit=double, block=_Block)
cpdef Py_ssize_t find_title_block(list texts, str title)
