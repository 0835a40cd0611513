"""Types for ``features.py`` where it is compiled; what it does stands there alone."""

cimport cython
from newsarchive.document._walk cimport Block as _Block, Box as _Box

cdef class Features:
    cdef public object setting
    cdef public list near, blocks, prose, texts, sizes, links, keys, logs
    cdef public double total_prose
    cdef public str description
    cdef public set title_path
    cdef public dict contexts, places, above, boxes, alike
    cdef public list of_text, of_course, of_neighbours

    @cython.locals(place=tuple, block=_Block)
    cpdef list row(self, Py_ssize_t i)
    @cython.locals(boxes=dict, alike=dict, beside=dict, block=_Block, both=list, sums=list, box=_Box, parent=_Box, around=_Box)
    cpdef _weigh(self)
    cpdef tuple _place(self, _Box box)
    @cython.locals(path=list, contexts=dict, mass=dict, around=_Box, inner=_Box, most=double, context=tuple)
    cpdef tuple _context(self, _Box box)
    @cython.locals(around=_Box)
    cpdef tuple _levels_above(self, _Box box)
    @cython.locals(sums=list, size=double, links=double, prose=double, all_sizes=double, share=double)
    cpdef tuple _level(self, _Box box)

@cython.locals(sums=list)
cpdef _add(dict boxes, _Box box, object numbers)

@cython.locals(steps=Py_ssize_t)
cpdef Py_ssize_t _clamped(Py_ssize_t steps)

@cython.locals(box=_Box, parent=_Box)
cpdef tuple signature(_Block block)
