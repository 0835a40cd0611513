"""Types for ``features.py`` where it is compiled; what it does stands there alone."""

cimport cython
from newsarchive.document._walk cimport Block as _Block, Box as _Box

cdef class Features:
    cdef public object setting
    cdef public list near, blocks, prose, texts, sizes, links, keys, logs
    cdef public double total_prose
    cdef public str description
    cdef public set title_path
    cdef public dict contexts, around, places, above, boxes, alike
    cdef public list of_text, of_course, of_neighbours

    @cython.locals(numbers=dict, at=Py_ssize_t, block=_Block, text=str, alike=tuple)
    cpdef _read(self, list texts, list prose)
    @cython.locals(texts=list, described=str, logs=list, rows=list, block=_Block, text=str, n=Py_ssize_t, i=Py_ssize_t, size=Py_ssize_t, stops=Py_ssize_t)
    cpdef list _of_text(self)
    @cython.locals(total=double, count=Py_ssize_t, title_at=Py_ssize_t, since=list, until=list, first=Py_ssize_t, before=double, rows=list, block=_Block, both=list, i=Py_ssize_t)
    cpdef list _of_course(self)
    @cython.locals(count=Py_ssize_t, sizes=list, links=list, one=list, two=list, i=Py_ssize_t, at=Py_ssize_t, block=_Block, earlier=_Block)
    cpdef list _of_neighbours(self)
    @cython.locals(place=tuple, block=_Block)
    cpdef list row(self, Py_ssize_t i)
    @cython.locals(boxes=dict, alike=dict, beside=dict, block=_Block, both=list, sums=list, box=_Box, parent=_Box, around=_Box)
    cpdef _weigh(self)
    @cython.locals(main=_Box, context=tuple, around=tuple)
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
