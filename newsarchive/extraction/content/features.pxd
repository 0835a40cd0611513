"""Types for ``features.py`` where it is compiled; what it does stands there alone."""

cimport cython
from newsarchive.document._walk cimport Block as _Block, Box as _Box
from newsarchive.extraction.content.setting cimport Setting as _Setting

cdef Py_ssize_t _LEVEL_SIZE, _LEVELS, _FAR, _MAX_STEPS, _MAX_LAST, _MAX_NEXT, _NO_LAST
cdef Py_ssize_t _WIDTH, _FURTHER, _PLACE, _LEVEL, _COURSE, _NEIGHBOURS
cdef double _SUBSTANCE, _STRONG
cdef dict _TAG_KINDS, _AROUND_BITS

cdef class Features:
    cdef public _Setting setting
    cdef public list near, blocks, prose, texts, sizes, links, keys
    cdef public double total_prose
    cdef public str description
    cdef public object table
    cdef set title_path
    cdef list contexts
    cdef double[::1] rows, sums, levels
    cdef bytearray known, placed

    @cython.locals(numbers=dict, at=Py_ssize_t, block=_Block, text=str, alike=tuple)
    cdef _read(self, list texts, list prose)
    @cython.locals(block=_Block)
    cpdef row(self, Py_ssize_t i)
    cpdef complete(self, Py_ssize_t i, row)
    @cython.locals(sums=double[::1], boxes=list, main=_Box, i=Py_ssize_t, at=Py_ssize_t, size=double, block=_Block, number=Py_ssize_t, above=Py_ssize_t, box=_Box)
    cdef _weigh(self)
    @cython.locals(rows=double[::1], texts=list, described=str, block=_Block, text=str, n=Py_ssize_t, i=Py_ssize_t, size=Py_ssize_t, stops=Py_ssize_t, at=Py_ssize_t, end=Py_UCS4)
    cdef _write_text(self)
    @cython.locals(rows=double[::1], prose=list, near=list, keys=list, total=double, before=double, value=double, count=Py_ssize_t, title_at=Py_ssize_t, alike=double[::1], many=double[::1], first=Py_ssize_t, last=Py_ssize_t, following=Py_ssize_t, i=Py_ssize_t, at=Py_ssize_t, key=Py_ssize_t, block=_Block)
    cdef _write_course(self)
    @cython.locals(rows=double[::1], count=Py_ssize_t, i=Py_ssize_t, at=Py_ssize_t, place=Py_ssize_t, other=Py_ssize_t, cell=Py_ssize_t, own=Py_ssize_t, block=_Block, beside=_Block)
    cdef _write_neighbours(self)
    @cython.locals(rows=double[::1], main=_Box, tags=Py_ssize_t, own=Py_ssize_t, parent=Py_ssize_t, far=Py_ssize_t, steps=Py_ssize_t, bit=Py_ssize_t, around=_Box)
    cdef _write_place(self, _Box box, Py_ssize_t at)
    @cython.locals(path=list, contexts=list, known=bytearray, mass=double[::1], around=_Box, inner=_Box, main=_Box, most=double, context=tuple, tags=Py_ssize_t, own=Py_ssize_t, parent=Py_ssize_t, far=Py_ssize_t, steps=Py_ssize_t)
    cdef tuple _context(self, _Box box)
    @cython.locals(rows=double[::1], sums=double[::1], levels=double[::1], number=Py_ssize_t, own=Py_ssize_t, i=Py_ssize_t, size=double, prose=double)
    cdef _write_level(self, _Box box, Py_ssize_t at)

@cython.locals(steps=Py_ssize_t)
cdef Py_ssize_t _clamped(Py_ssize_t steps)

@cython.locals(box=_Box, parent=_Box)
cpdef tuple signature(_Block block)
