# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Links and what stands around them, compiled: the same as ``mentions.py``, which is its specification.

It reads libxml2's nodes as ``document/_walk.pyx`` does, and relies on the same: no tree is changed once it is
parsed, texts are zero-terminated UTF-8, and an element that is handed in or out holds its document. Nothing
recurses.
"""

from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport strcmp, strlen
from lxml.includes cimport etreepublic as cetree
from lxml.includes cimport tree
from lxml.includes.etreepublic cimport _Document, _Element
from lxml.includes.tree cimport xmlAttr, xmlNode

from lxml import etree

from newsarchive.discover import mentions as twin
from newsarchive.document._walk cimport is_too_much

cdef extern from *:
    """
    #ifndef NEWSARCHIVE_SOURCE
    #define NEWSARCHIVE_SOURCE ""
    #endif
    """
    const char* NEWSARCHIVE_SOURCE
    int LIBXML_VERSION

cetree.import_lxml__etree()

SOURCE = NEWSARCHIVE_SOURCE.decode("ascii")
BUILT_FOR = (cetree.LXML_VERSION_STRING.decode("ascii"), LIBXML_VERSION)

ctypedef unsigned char uchar

cdef object read_day = twin.read_day
cdef Py_ssize_t MAX_ITEM_ELEMENTS = twin.MAX_ITEM_ELEMENTS
cdef Py_ssize_t MAX_NEIGHBOURHOOD = twin.MAX_NEIGHBOURHOOD
cdef int MAX_CLIMB = twin.MAX_CLIMB

cdef enum:
    MARKS = 4

cdef list MARK_NAMES = [name.encode("ascii") for name in ("onclick", *twin.LEADING)]
cdef const char* marks[MARKS]
cdef int _mark
if len(MARK_NAMES) != MARKS:
    raise SystemError("not the attributes that this was written for")
for _mark in range(MARKS):
    marks[_mark] = <bytes>MARK_NAMES[_mark]


# ---------------------------------------------------------------- nodes

cdef inline bint is_element(xmlNode* node) noexcept nogil:
    """As lxml sees it: comments and the like are elements too."""
    return (node.type == tree.XML_ELEMENT_NODE or node.type == tree.XML_COMMENT_NODE
            or node.type == tree.XML_ENTITY_REF_NODE or node.type == tree.XML_PI_NODE)


cdef inline bint is_text(xmlNode* node) noexcept nogil:
    return node.type == tree.XML_TEXT_NODE or node.type == tree.XML_CDATA_SECTION_NODE


cdef inline bint is_tag(xmlNode* node, const char* tag) noexcept nogil:
    return (node.type == tree.XML_ELEMENT_NODE and node.ns == NULL and node.name != NULL
            and strcmp(<const char*>node.name, tag) == 0)


cdef inline bint is_heading(xmlNode* node) noexcept nogil:
    """Whether it is one of h1 to h6."""
    cdef const uchar* name = <const uchar*>node.name
    return (node.type == tree.XML_ELEMENT_NODE and node.ns == NULL and name != NULL
            and name[0] == 104 and 49 <= name[1] <= 54 and name[2] == 0)


cdef inline xmlNode* following(xmlNode* node, xmlNode* top) noexcept nogil:
    """The next node in document order within ``top``; NULL behind the last one."""
    if node.type == tree.XML_ELEMENT_NODE and node.children != NULL:
        return node.children
    while node != top and node.next == NULL:
        node = node.parent
    return NULL if node == top else node.next


cdef inline xmlNode* parent_of(xmlNode* node) noexcept nogil:
    """The element around; NULL at the root."""
    return node.parent if node.parent != NULL and is_element(node.parent) else NULL


cdef inline str decoded(const uchar* text):
    return PyUnicode_DecodeUTF8(<const char*>text, <Py_ssize_t>strlen(<const char*>text), NULL)


cdef str attribute(xmlNode* node, const char* name):
    """The value of an attribute without a namespace, or None."""
    cdef xmlAttr* found = node.properties
    cdef xmlNode* text
    while found != NULL:
        if found.ns == NULL and found.name != NULL and strcmp(<const char*>found.name, name) == 0:
            text = found.children
            if text == NULL:
                return ""
            if text.next == NULL and text.content != NULL and is_text(text):
                return decoded(<const uchar*>text.content)
            return cetree.attributeValue(node, found)
        found = found.next
    return None


# ---------------------------------------------------------------- texts

cdef inline bint is_odd(const uchar* s) noexcept nogil:
    """Whether there may be white space in it that is not ASCII, or any that is."""
    cdef uchar c = s[0]
    while c:
        if c <= 32:
            return True
        if c >= 0xC2:
            # What these bytes begin is white space only if the next one is as here.
            if c == 0xC2 and (s[1] == 0x85 or s[1] == 0xA0):
                return True
            if c == 0xE1 and s[1] == 0x9A:
                return True
            if c == 0xE2 and (s[1] == 0x80 or s[1] == 0x81):
                return True
            if c == 0xE3 and s[1] == 0x80:
                return True
        s += 1
        c = s[0]
    return False


cdef str line(xmlNode* top):
    """The text of an element with its white space made single spaces."""
    cdef xmlNode* node = top.children
    cdef list pieces
    if node == NULL:
        return ""
    if node.next == NULL and is_text(node):
        # Most links hold nothing but one text.
        if node.content == NULL:
            return ""
        text = decoded(<const uchar*>node.content)
        return " ".join(text.split()) if is_odd(<const uchar*>node.content) else text
    pieces = []
    while node != NULL:
        if is_text(node) and node.content != NULL:
            pieces.append(decoded(<const uchar*>node.content))
        node = following(node, top)
    return " ".join("".join(pieces).split())


cdef str label(xmlNode* node):
    cdef str text = "" if is_too_much(node) else line(node)
    cdef str title = attribute(node, "title")
    if not title and is_tag(node, "area"):
        title = attribute(node, "alt")
    if title and len(title) > len(text) and title.startswith(text.rstrip(".… ")):
        return title.strip()
    return text


cdef str near_text(xmlNode* top):
    """The texts in an element with spaces between them; None if they are too long for an item."""
    cdef xmlNode* node = top
    cdef list pieces = []
    cdef str piece
    cdef Py_ssize_t size = -1
    cdef bint goes_on = False
    while node != NULL:
        if is_text(node):
            piece = "" if node.content == NULL else decoded(<const uchar*>node.content)
            # Texts side by side are one to lxml.
            size += len(piece)
            if goes_on:
                pieces[len(pieces) - 1] += piece
            else:
                size += 1
                pieces.append(piece)
            if size > MAX_NEIGHBOURHOOD:
                return None
            goes_on = node.next != NULL and is_text(node.next)
        node = following(node, top)
    return " ".join(pieces)


cdef bint is_large(xmlNode* top) noexcept nogil:
    """Whether there are more elements than an item of a list has."""
    cdef xmlNode* node = top
    cdef Py_ssize_t seen = 0
    while node != NULL:
        seen += is_element(node)
        if seen > MAX_ITEM_ELEMENTS:
            return True
        node = following(node, top)
    return False


# ---------------------------------------------------------------- what is asked

cdef xmlNode* node_of(_Element element) except NULL:
    if element._c_node == NULL:
        raise ValueError("an element without a node")
    return element._c_node


def read_mentions(_Element root not None, Py_ssize_t most, *, bint around):
    """``mentions.read_mentions``."""
    cdef xmlNode* top = node_of(root)
    cdef xmlNode* node = top
    cdef dict found = {}
    cdef str href, text
    cdef tuple known
    while node != NULL and most > 0:
        if is_tag(node, "a"):
            most -= 1
            href = attribute(node, "href")
            if href:
                href = href.strip()
                if href and href[0] != "#":
                    text = label(node)
                    known = found.get(href)
                    if known is None or len(text) > len(<str>known[1]):
                        found[href] = mention(root._doc if around else None, node, href, text)
        node = following(node, top)
    return list(found.values())


cdef tuple mention(_Document document, xmlNode* node, str href, str text):
    cdef str rel = attribute(node, "rel")
    return href, text, rel or "", None if document is None else cetree.elementFactory(document, node)


def label_of(_Element element not None):
    """``mentions.label_of``."""
    return label(node_of(element))


cdef bint leads(xmlNode* node) noexcept nogil:
    """Whether an element has one of the marks, or is an area of a picture map."""
    cdef xmlAttr* found = node.properties
    cdef int mark
    while found != NULL:
        if found.ns == NULL and found.name != NULL:
            for mark in range(MARKS):
                if strcmp(<const char*>found.name, marks[mark]) == 0:
                    return True
        found = found.next
    return is_tag(node, "area")


def find_leading(_Element root not None, Py_ssize_t most):
    """``mentions.find_leading``."""
    cdef xmlNode* top = node_of(root)
    cdef xmlNode* node = following(top, top)
    cdef list found = []
    while node != NULL and len(found) < most:
        if node.type == tree.XML_ELEMENT_NODE and leads(node):
            found.append(cetree.elementFactory(root._doc, node))
        node = following(node, top)
    return found


def headline_around(_Element element not None):
    """``mentions.headline_around``."""
    cdef xmlNode* top = node_of(element)
    cdef xmlNode* node
    cdef xmlNode* heading
    cdef int climbed
    for climbed in range(MAX_CLIMB):
        if is_large(top):
            return ""
        heading = NULL
        node = top
        while node != NULL:
            if is_heading(node):
                if heading != NULL:
                    return ""
                heading = node
            node = following(node, top)
        if heading != NULL:
            text = line(heading)
            return text if len(text) <= MAX_NEIGHBOURHOOD else ""
        top = parent_of(top)
        if top == NULL:
            return ""
    return ""


def day_around(_Element element not None):
    """``mentions.day_around``."""
    cdef xmlNode* top = node_of(element)
    cdef xmlNode* node
    cdef str text
    cdef int climbed
    for climbed in range(MAX_CLIMB):
        if is_large(top):
            return None
        text = None
        node = following(top, top)
        while node != NULL and text is None:
            if is_tag(node, "time"):
                text = attribute(node, "datetime")
            node = following(node, top)
        if text is None:
            text = near_text(top)
        if text is None or len(text) > MAX_NEIGHBOURHOOD:
            return None
        day = read_day(text)
        if day:
            return day
        top = parent_of(top)
        if top == NULL:
            return None
    return None
