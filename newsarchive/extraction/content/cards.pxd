"""Types for ``cards.py`` where it is compiled; what it does stands there alone."""

cimport cython
from newsarchive.document._walk cimport Block as _Block, Box as _Box

@cython.locals(headlines=list, linked=set, found=set, row=list, cards=list, at=Py_ssize_t, size=Py_ssize_t, block=_Block)
cpdef set find_cards(list texts)
@cython.locals(kinds=dict, near=Py_ssize_t, sentence=Py_ssize_t, end=Py_ssize_t, kind=tuple, before=Py_ssize_t, behind=Py_ssize_t, at=Py_ssize_t, block=_Block, box=_Box, many=Py_ssize_t)
cdef bint _may_hold_cards(list texts, list headlines)
@cython.locals(held=dict, within=dict, rows=dict, at=Py_ssize_t, box=_Box, between=bint, many=Py_ssize_t, most=Py_ssize_t, levels=Py_ssize_t, last=Py_ssize_t, i=Py_ssize_t, block=_Block, before=_Block, behind=_Block)
cdef list _rows(list texts, list headlines)
@cython.locals(at=Py_ssize_t, box=_Box, cards=list)
cdef list _cards(list texts, list row, set linked)
@cython.locals(inside=list, position=Py_ssize_t, levels=Py_ssize_t, deepest=Py_ssize_t, block=_Block, others=list)
cdef object _card(list texts, _Box box, Py_ssize_t at, set linked)
@cython.locals(levels=Py_ssize_t)
cdef Py_ssize_t _levels_below(_Box box, _Box inner)
@cython.locals(parent=_Box, tag=str, alike=set, position=Py_ssize_t, levels=Py_ssize_t, inner=_Box, block=_Block)
cpdef Py_ssize_t _count_siblings(list texts, _Box box, Py_ssize_t at)
