"""What the walk gives, for other modules that are compiled: fields are read without Python."""

from lxml.includes.etreepublic cimport _Document, _Element
from lxml.includes.tree cimport xmlNode

cdef bint is_too_much(xmlNode* top) noexcept nogil

cdef public class Box [object NewsBox, type NewsBoxType]:
    cdef str tag
    cdef Box parent
    cdef object depth
    cdef object has_attributes
    cdef readonly Py_ssize_t number
    cdef int heading
    cdef _Document _document
    cdef xmlNode* _node
    cdef _Element _element
    cdef dict _attributes
    cdef str _hints

cdef public class Block [object NewsBlock, type NewsBlockType]:
    cdef object index
    cdef str tag
    cdef str text
    cdef Box box
    cdef object link_chars
    cdef object bold_chars
    cdef object links
    cdef object is_image
    cdef object after_break
    cdef object size
    cdef object stops
    cdef object heading
    cdef xmlNode* _node
