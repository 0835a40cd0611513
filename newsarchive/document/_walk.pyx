# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The walk over the tree, compiled: the same as ``blocks.py``, which is its specification, on libxml2's nodes.

It reads the nodes' fields and calls no function of libxml2; where elements are handed out, lxml makes them. What it
relies on: the tree is not changed while blocks of it are in use (only ``parse.py`` changes trees), and every box
holds lxml's document, which owns the nodes. Texts are zero-terminated UTF-8. Nothing recurses, every buffer grows by
checked allocation, and all counts are ``Py_ssize_t``.
"""

cimport cython
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.unicode cimport PyUnicode_AsUTF8AndSize, PyUnicode_DecodeUTF8
from libc.string cimport memchr, memcpy, memmove, memset, strcmp, strlen, strstr
from lxml.includes cimport etreepublic as cetree
from lxml.includes cimport tree
from lxml.includes.etreepublic cimport _Document, _Element
from lxml.includes.tree cimport xmlAttr, xmlNode

from lxml import etree

from newsarchive.document import blocks as twin
from newsarchive.document import links as twin_links

cdef extern from *:
    """
    #ifndef NEWSARCHIVE_SOURCE
    #define NEWSARCHIVE_SOURCE ""
    #endif
    """
    const char* NEWSARCHIVE_SOURCE
    int LIBXML_VERSION
    object PyUnicode_New(Py_ssize_t size, Py_UCS4 largest)
    unsigned char* PyUnicode_1BYTE_DATA(object text)

cdef extern from *:
    """
    #include <stddef.h>
    #include <structmember.h>
    /* Python reads a member that is an object in a third of the time of any other attribute of a C type. */
    static PyMemberDef shown_members[24];
    static int show_member(PyObject *type, const char *name, Py_ssize_t offset) {
        static int count = 0;
        PyMemberDef *member = &shown_members[count];
        PyObject *descriptor;
        int failed;
        if (count >= 24 || ((PyTypeObject *)type)->tp_dict == NULL) {
            PyErr_SetString(PyExc_SystemError, "members cannot be shown");
            return -1;
        }
        member->name = name;
        member->type = T_OBJECT_EX;
        member->offset = offset;
        member->flags = READONLY;
        count++;
        descriptor = PyDescr_NewMember((PyTypeObject *)type, member);
        if (descriptor == NULL) return -1;
        failed = PyDict_SetItemString(((PyTypeObject *)type)->tp_dict, name, descriptor);
        Py_DECREF(descriptor);
        PyType_Modified((PyTypeObject *)type);
        return failed;
    }
    #define SHOW(type, of, field) show_member(type, #field, offsetof(struct of, field))
    #define SHOW_BOX(type) (SHOW(type, NewsBox, tag) || SHOW(type, NewsBox, parent) \\
        || SHOW(type, NewsBox, depth) || SHOW(type, NewsBox, has_attributes) ? -1 : 0)
    #define SHOW_BLOCK(type) (SHOW(type, NewsBlock, index) || SHOW(type, NewsBlock, tag) \\
        || SHOW(type, NewsBlock, text) || SHOW(type, NewsBlock, box) || SHOW(type, NewsBlock, link_chars) \\
        || SHOW(type, NewsBlock, bold_chars) || SHOW(type, NewsBlock, links) || SHOW(type, NewsBlock, is_image) \\
        || SHOW(type, NewsBlock, after_break) \\
        || SHOW(type, NewsBlock, size) || SHOW(type, NewsBlock, stops) \\
        || SHOW(type, NewsBlock, heading) ? -1 : 0)
    """
    int SHOW_BOX(object type) except -1
    int SHOW_BLOCK(object type) except -1

cetree.import_lxml__etree()

# What this was compiled from and for; ``compiled.py`` uses it only where both still hold.
SOURCE = NEWSARCHIVE_SOURCE.decode("ascii")
BUILT_FOR = (cetree.LXML_VERSION_STRING.decode("ascii"), LIBXML_VERSION)

ctypedef unsigned char uchar

# A tag's kind as in the twin is in the lowest bits; what else is asked of a tag is a bit above.
cdef enum:
    KIND_BITS = 15
    PHRASING = 16
    PRE = 32
    NAMED = 64
    # The level of a heading, 1 to 6.
    HEADING = 256

cdef int INLINE = twin._INLINE, BLOCK = twin._BLOCK, ANCHOR = twin._ANCHOR, BOLD = twin._BOLD
cdef int SKIP = twin._SKIP, BREAK = twin._BREAK, IMAGE = twin._IMAGE, CUSTOM = twin._CUSTOM
cdef Py_ssize_t IN_BOLD = twin._IN_BOLD
cdef object KINDS = twin._KINDS
cdef str NO_HINTS = twin.NO_HINTS
cdef dict NO_ATTRIBUTES = {}


# ---------------------------------------------------------------- characters

cdef enum:
    PLAIN, SPACE, CONTROL, WIDE

cdef uchar CLASSES[256]
cdef int _byte
for _byte in range(256):
    CLASSES[_byte] = WIDE if _byte > 127 else PLAIN
    if _byte < 32 or _byte == 127:
        CLASSES[_byte] = CONTROL
    if _byte < 128 and chr(_byte).isspace():
        CLASSES[_byte] = SPACE


cdef inline Py_ssize_t wide_space(const uchar* s, Py_ssize_t left) noexcept nogil:
    """How many bytes the white space at ``s`` takes that is not ASCII; 0 if there is none. All there are."""
    if left >= 2 and s[0] == 0xC2:
        return 2 if s[1] == 0xA0 or s[1] == 0x85 else 0
    if left < 3:
        return 0
    if s[0] == 0xE3:
        return 3 if s[1] == 0x80 and s[2] == 0x80 else 0
    if s[0] == 0xE2:
        if s[1] == 0x80:
            return 3 if s[2] <= 0x8A or s[2] == 0xA8 or s[2] == 0xA9 or s[2] == 0xAF else 0
        return 3 if s[1] == 0x81 and s[2] == 0x9F else 0
    return 3 if s[0] == 0xE1 and s[1] == 0x9A and s[2] == 0x80 else 0


cdef inline Py_ssize_t wide_print(const uchar* s, Py_ssize_t left) noexcept nogil:
    """How many bytes the printable character at ``s`` takes; 0 where that is not known at once: Python is asked.

    The common scripts; all that Unicode 14 (Python 3.11) has assigned stays printable in later ones.
    """
    cdef uchar a = s[0]
    cdef uchar b
    if left < 2:
        return 0
    b = s[1]
    if a < 0xE0:
        if a == 0xC2:
            return 2 if b > 0xA0 and b != 0xAD else 0
        if 0xC3 <= a <= 0xCC or 0xD0 <= a <= 0xD3 or a == 0xCF or a == 0xD9 or a == 0xDA:
            return 2
        if a == 0xCE:
            return 2 if b >= 0x84 and b != 0x8B and b != 0x8D and b != 0xA2 else 0
        return 2 if a == 0xD8 and b >= 0xA0 else 0
    if left < 3:
        return 0
    if a >= 0xE4:
        if a <= 0xE9 or a == 0xEB or a == 0xEC:
            return 3
        if a == 0xEF:
            return 3 if b == 0xBD or (b == 0xBC and s[2] > 0x80) else 0
        return 3 if (a == 0xEA and b >= 0xB0) or (a == 0xED and b < 0x9E) else 0
    if a == 0xE3:
        if b == 0x83 or (b == 0x80 and s[2] > 0x80):
            return 3
        return 3 if (b == 0x81 and s[2] > 0x80) or (b == 0x82 and s[2] != 0x97 and s[2] != 0x98) else 0
    if a == 0xE2:
        if b == 0x80:
            return 3 if 0x90 <= s[2] <= 0xA7 or s[2] >= 0xB0 else 0
        return 3 if b == 0x84 or 0x86 <= b <= 0x8B or 0x94 <= b <= 0x97 or (b == 0x82 and s[2] == 0xAC) else 0
    return 3 if a == 0xE0 and (b == 0xA4 or b == 0xA5) else 0


cdef bint is_space(const uchar* s, Py_ssize_t size) noexcept nogil:
    """Whether there is nothing but white space."""
    cdef Py_ssize_t at = 0, step
    while at < size:
        if CLASSES[s[at]] == SPACE:
            at += 1
        elif CLASSES[s[at]] != WIDE:
            return False
        else:
            step = wide_space(s + at, size - at)
            if step == 0:
                return False
            at += step
    return True


cdef Py_ssize_t stripped_size(const uchar* s, Py_ssize_t size) noexcept nogil:
    """How many characters there are without the white space around them."""
    cdef Py_ssize_t start = 0, end = size, step, count = 0
    while start < end:
        step = 1 if CLASSES[s[start]] == SPACE else wide_space(s + start, end - start) if s[start] > 127 else 0
        if step == 0:
            break
        start += step
    while end > start:
        if CLASSES[s[end - 1]] == SPACE:
            end -= 1
        elif end - start >= 2 and wide_space(s + end - 2, 2) == 2:
            end -= 2
        elif end - start >= 3 and wide_space(s + end - 3, 3) == 3:
            end -= 3
        else:
            break
    while start < end:
        # Every character has one byte that does not go on another.
        count += (s[start] & 0xC0) != 0x80
        start += 1
    return count


cdef str line_of(uchar* s, Py_ssize_t* length):
    """``as_line`` of the text, which is written over by it; the new length, or -1 if what is there is not the line."""
    cdef Py_ssize_t size = length[0]
    cdef Py_ssize_t read = 0, write = 0, start, step
    cdef bint parted = False
    while read < size:
        start = read
        while read < size:
            if CLASSES[s[read]] == PLAIN:
                read += 1
                continue
            if CLASSES[s[read]] != WIDE:
                break
            step = wide_print(s + read, size - read)
            if step == 0:
                break
            read += step
        if read > start:
            if parted and write:
                s[write] = 32
                write += 1
            parted = False
            if write != start:
                memmove(s + write, s + start, read - start)
            write += read - start
        if read >= size:
            break
        step = 1 if CLASSES[s[read]] == SPACE else wide_space(s + read, size - read) if s[read] > 127 else 0
        if step:
            parted = True
            read += step
            continue
        # Something that may show nothing: what was read is one line already, Python judges it with the rest.
        if parted and write:
            s[write] = 32
            write += 1
        if write != read:
            memmove(s + write, s + read, size - read)
        length[0] = -1
        return twin.as_line(PyUnicode_DecodeUTF8(<const char*>s, write + size - read, NULL))
    length[0] = write
    return PyUnicode_DecodeUTF8(<const char*>s, write, NULL)


def as_line(str text not None):
    """``texts.as_line`` by way of this module, for its tests."""
    cdef bytearray data = bytearray(text.encode())
    cdef Py_ssize_t length = len(data)
    return line_of(data, &length)


# Bytes that a mark may begin with.
cdef uchar STOPS[256]
memset(STOPS, 0, sizeof(STOPS))
for _byte in b".,?!:;\xd8\xe3\xef\xe0":
    STOPS[_byte] = 1


cdef Py_ssize_t stops_of(const uchar* s, Py_ssize_t size) noexcept nogil:
    """``texts.count_stops``."""
    cdef Py_ssize_t at, count = 0
    cdef uchar a, b, c
    if size == 0:
        return 0
    for at in range(size - 1):
        a = s[at]
        if not STOPS[a]:
            continue
        if a == 46 or a == 44 or a == 63 or a == 33 or a == 58 or a == 59:  # .,?!:;
            count += s[at + 1] == 32
        elif a == 0xD8:
            count += s[at + 1] == 0x8C
        elif (a == 0xE3 or a == 0xEF or a == 0xE0) and size - at > 2:
            b, c = s[at + 1], s[at + 2]
            if a == 0xE3:
                count += b == 0x80 and (c == 0x81 or c == 0x82)
            elif a == 0xE0:
                count += b == 0xA5 and c == 0xA4
            else:
                count += b == 0xBC and (c == 0x81 or c == 0x8C or c == 0x9A or c == 0x9B or c == 0x9F)
    a = s[size - 1]
    if a == 46 or a == 33 or a == 63 or a == 58:
        return count + 1
    return count + (size > 2 and a == 0xA6 and s[size - 2] == 0x80 and s[size - 3] == 0xE2)


cdef bint is_valid(const uchar* s, Py_ssize_t size) noexcept nogil:
    """Whether all is UTF-8 as Python reads it: the shortest form of each character, no surrogates."""
    cdef Py_ssize_t at = 0, more
    cdef unsigned long long eight
    cdef uchar a, low, high
    while at < size:
        if size - at >= 8:
            memcpy(&eight, s + at, 8)
            if not eight & 0x8080808080808080ULL:
                at += 8
                continue
        a = s[at]
        at += 1
        if a < 0x80:
            continue
        if a < 0xC2 or a > 0xF4:
            return False
        more = 1 if a < 0xE0 else 2 if a < 0xF0 else 3
        if size - at < more:
            return False
        low = 0xA0 if a == 0xE0 else 0x90 if a == 0xF0 else 0x80
        high = 0x9F if a == 0xED else 0x8F if a == 0xF4 else 0xBF
        if s[at] < low or s[at] > high:
            return False
        if more > 1 and (s[at + 1] & 0xC0) != 0x80:
            return False
        if more > 2 and (s[at + 2] & 0xC0) != 0x80:
            return False
        at += more
    return True


def is_utf8(bytes data not None):
    """``texts.is_utf8``."""
    return is_valid(data, len(data))


# ---------------------------------------------------------------- attributes

cdef inline bint is_blank(uchar c) noexcept nogil:
    return c == 32 or 9 <= c <= 13


def is_crowded(bytes data not None, Py_ssize_t most):
    """``crowded.is_crowded``; each byte is passed at most twice."""
    cdef const uchar* s = data
    cdef Py_ssize_t size = len(data), at = 0, ahead, count
    cdef const uchar* found
    while True:
        found = <const uchar*>memchr(s + at, 60, size - at)
        if found == NULL:
            return False
        at = found - s + 1
        if at == size or not 97 <= (s[at] | 32) <= 122:
            continue
        while at < size and not is_blank(s[at]) and s[at] != 47 and s[at] != 62:
            at += 1
        count = 0
        while True:
            while at < size and (is_blank(s[at]) or s[at] == 47):
                at += 1
            if at == size or s[at] == 62:
                break
            count += 1
            if count > most:
                return True
            at += 1
            while at < size and not is_blank(s[at]) and s[at] != 47 and s[at] != 62 and s[at] != 61:
                at += 1
            ahead = at
            while ahead < size and is_blank(s[ahead]):
                ahead += 1
            if ahead == size or s[ahead] != 61:
                continue
            ahead += 1
            while ahead < size and is_blank(s[ahead]):
                ahead += 1
            if ahead < size and (s[ahead] == 34 or s[ahead] == 39):
                found = <const uchar*>memchr(s + ahead + 1, s[ahead], size - ahead - 1)
                if found != NULL:
                    at = found - s + 1
                    continue
            while ahead < size and not is_blank(s[ahead]) and s[ahead] != 62:
                ahead += 1
            at = ahead


# ---------------------------------------------------------------- nodes

cdef inline bint is_element(xmlNode* node) noexcept nogil:
    """As lxml sees it: comments and the like are elements too."""
    return (node.type == tree.XML_ELEMENT_NODE or node.type == tree.XML_COMMENT_NODE
            or node.type == tree.XML_ENTITY_REF_NODE or node.type == tree.XML_PI_NODE)


cdef inline xmlNode* following(xmlNode* node, xmlNode* top) noexcept nogil:
    """The next node in document order within ``top``; NULL behind the last one."""
    if node.type == tree.XML_ELEMENT_NODE and node.children != NULL:
        return node.children
    while node != top and node.next == NULL:
        node = node.parent
    return NULL if node == top else node.next


cdef inline xmlNode* element_from(xmlNode* node) noexcept nogil:
    """The node or the next one beside it that is an element."""
    while node != NULL and not is_element(node):
        node = node.next
    return node


cdef inline xmlNode* text_from(xmlNode* node) noexcept nogil:
    """The text that begins at the node: its own node, NULL when something else comes first."""
    while node != NULL:
        if node.type == tree.XML_TEXT_NODE or node.type == tree.XML_CDATA_SECTION_NODE:
            return node
        if node.type != tree.XML_XINCLUDE_START and node.type != tree.XML_XINCLUDE_END:
            return NULL
        node = node.next
    return NULL


cdef const char* plain_value(xmlAttr* attribute) noexcept nogil:
    """The value as it stands in the tree; NULL where libxml2 would have to put it together."""
    cdef xmlNode* text = attribute.children
    if text == NULL:
        return ""
    if text.next != NULL or text.content == NULL:
        return NULL
    if text.type != tree.XML_TEXT_NODE and text.type != tree.XML_CDATA_SECTION_NODE:
        return NULL
    return <const char*>text.content


cdef dict attributes_of(xmlNode* node):
    """All attributes; a name with a namespace or a value in pieces is left to lxml."""
    cdef xmlAttr* attribute = node.properties if node != NULL else NULL
    cdef const char* value
    if attribute == NULL:
        return NO_ATTRIBUTES
    cdef dict attributes = {}
    while attribute != NULL:
        value = plain_value(attribute)
        if value == NULL or attribute.ns != NULL or attribute.name == NULL:
            return dict(cetree.collectAttributes(node, 3))
        attributes[(<const char*>attribute.name).decode("utf-8")] = value.decode("utf-8")
        attribute = attribute.next
    return attributes


cdef int hides(xmlNode* node) except -1:
    """``Box.is_hidden`` read from the node; 2 where a value that matters is in pieces."""
    cdef xmlAttr* attribute = node.properties if node != NULL else NULL
    cdef const char* name
    cdef const char* value
    cdef int hidden = 0
    while attribute != NULL:
        name = <const char*>attribute.name
        if name != NULL and attribute.ns == NULL:
            if strcmp(name, "hidden") == 0:
                return 1
            if strcmp(name, "aria-hidden") == 0 or strcmp(name, "style") == 0:
                value = plain_value(attribute)
                if value == NULL:
                    return 2
                if name[0] == 97:  # a
                    hidden |= strcmp(value, "true") == 0
                elif strstr(value, "none") != NULL:
                    hidden |= "display:none" in value.decode("utf-8").replace(" ", "").lower()
        attribute = attribute.next
    return hidden


cdef inline int hint_place(const char* name) noexcept nogil:
    """The place of an attribute's value in ``Box.hints``, -1 for all others."""
    if name[0] == 99:  # c
        return 0 if strcmp(name, "class") == 0 else -1
    if name[0] == 105:  # i
        return 1 if strcmp(name, "id") == 0 else 3 if strcmp(name, "itemprop") == 0 else -1
    return 2 if strcmp(name, "role") == 0 else -1


cdef str ascii_hints(xmlNode* node):
    """``Box.hints`` read from the node; None where they are not plain ASCII."""
    cdef const char* values[4]
    cdef Py_ssize_t sizes[4]
    cdef Py_ssize_t total = 3, at, i
    cdef xmlAttr* attribute = node.properties if node != NULL else NULL
    cdef const char* value
    cdef uchar* out
    cdef uchar c
    cdef int place
    memset(values, 0, sizeof(values))
    while attribute != NULL:
        place = hint_place(<const char*>attribute.name) if attribute.ns == NULL and attribute.name != NULL else -1
        if place >= 0:
            values[place] = plain_value(attribute)
            if values[place] == NULL:
                return None
        attribute = attribute.next
    for place in range(4):
        sizes[place] = <Py_ssize_t>strlen(values[place]) if values[place] != NULL else 0
        total += sizes[place]
        for at in range(sizes[place]):
            if <uchar>values[place][at] > 127:
                return None
    if total == 3:
        return NO_HINTS
    hints = PyUnicode_New(total, 127)
    out = PyUnicode_1BYTE_DATA(hints)
    i = 0
    for place in range(4):
        if place:
            out[i] = 32
            i += 1
        for at in range(sizes[place]):
            c = <uchar>values[place][at]
            out[i] = c + 32 if 65 <= c <= 90 else c
            i += 1
    return hints


# ---------------------------------------------------------------- what the walk gives

@cython.final
@cython.no_gc  # nothing that a box holds can lead back to it
@cython.freelist(512)
cdef class Box:
    """As in the twin; the element is made when it is asked for."""

    @property
    def element(self):
        if self._element is None:
            self._element = cetree.elementFactory(self._document, self._node)
        return self._element

    @property
    def attributes(self):
        if self._attributes is None:
            self._attributes = attributes_of(self._node)
        return self._attributes

    @property
    def is_hidden(self):
        cdef int hidden = hides(self._node)
        return hidden == 1 if hidden < 2 else twin.Box.is_hidden.fget(self)

    @property
    def hints(self):
        if self._hints is None:
            hints = ascii_hints(self._node)
            if hints is None:
                get = self.attributes.get
                hints = f"{get('class', '')} {get('id', '')} {get('role', '')} {get('itemprop', '')}".lower()
            self._hints = hints
        return self._hints

    def up(self):
        return _Up.__new__(_Up, self)


@cython.final
@cython.no_gc
@cython.freelist(16)
cdef class _Up:
    """A box and those around it, innermost first."""

    cdef Box box

    def __cinit__(self, Box box):
        self.box = box

    def __iter__(self):
        return self

    def __next__(self):
        cdef Box box = self.box
        if box is None:
            raise StopIteration
        self.box = box.parent
        return box


@cython.final
@cython.no_gc
@cython.freelist(512)
cdef class Block:
    """As in the twin."""

    @property
    def element(self):
        if self._node == NULL:
            return self.box.element
        return cetree.elementFactory(self.box._document, self._node)


SHOW_BOX(Box)
SHOW_BLOCK(Block)


# ---------------------------------------------------------------- tags

cdef enum:
    SLOTS = 1024
    PROBES = 16


cdef struct Slot:
    const uchar* name
    int flags
    Py_ssize_t tag


@cython.final
cdef class _Tags:
    """What is known of the tags of one tree, by the address of their names, which lxml keeps once each.

    An address not met before, or one too many, costs what the twin pays for every element.
    """

    cdef Slot slots[SLOTS]
    cdef list names
    cdef object wanted

    def __cinit__(self, wanted=()):
        memset(self.slots, 0, sizeof(self.slots))
        self.names = []
        self.wanted = wanted

    cdef Slot* find(self, xmlNode* node) noexcept:
        """The slot of the node's tag, or a free one to fill; NULL if there is neither."""
        cdef size_t at = (<size_t>node.name >> 3) * 0x9E3779B1u
        cdef int probe
        at ^= at >> 15
        for probe in range(PROBES):
            at &= SLOTS - 1
            if self.slots[at].name == node.name or self.slots[at].name == NULL:
                return &self.slots[at]
            at += 1
        return NULL

    cdef int flags(self, xmlNode* node) except -1:
        """Kind and other properties of an element's tag."""
        cdef Slot* slot
        cdef int flags
        if node.name == NULL:
            return INLINE
        if node.ns != NULL:
            return self.judge(cetree.namespacedName(node))
        slot = self.find(node)
        if slot != NULL and slot.name != NULL:
            return slot.flags
        tag = (<const char*>node.name).decode("utf-8")
        flags = self.judge(tag)
        if slot != NULL:
            slot.flags = flags
            slot.tag = len(self.names)
            self.names.append(tag)
            slot.name = node.name
        return flags

    cdef str tag(self, xmlNode* node):
        """The tag as lxml shows it."""
        cdef Slot* slot
        if node.name == NULL:
            return ""
        if node.ns != NULL:
            return cetree.namespacedName(node)
        slot = self.find(node)
        if slot != NULL and slot.name != NULL:
            return self.names[slot.tag]
        return (<const char*>node.name).decode("utf-8")

    cdef int judge(self, str tag) except -1:
        cdef int flags = KINDS[tag]
        if tag in twin._PHRASING:
            flags |= PHRASING
        if tag == "pre":
            flags |= PRE
        if tag in self.wanted:
            flags |= NAMED
        if tag in twin._HEADINGS:
            flags |= HEADING * int(tag[1])
        return flags


# ---------------------------------------------------------------- the walk

cdef Py_ssize_t grown(Py_ssize_t room, Py_ssize_t needed) noexcept nogil:
    """Twice the room, or what is needed if that is more: both far below what a size can be."""
    return 2 * room if 2 * room > needed else needed


@cython.final
cdef class _Walk:
    """One walk; the fields are the twin's, with the text at hand as bytes and the open elements as nodes."""

    cdef _Document document
    cdef _Tags tags
    cdef list blocks
    cdef list boxes
    cdef uchar* text
    cdef Py_ssize_t used
    cdef Py_ssize_t text_room
    cdef xmlNode** containers
    cdef Py_ssize_t held
    cdef Py_ssize_t containers_room
    cdef uchar* opened
    cdef Py_ssize_t opened_room
    cdef Py_ssize_t link_chars
    cdef Py_ssize_t bold_chars
    cdef Py_ssize_t links
    cdef Py_ssize_t max_blocks
    cdef Py_ssize_t max_boxes
    cdef Py_ssize_t made
    cdef bint after_break

    def __cinit__(self, _Element root):
        self.document = root._doc
        self.tags = _Tags()
        self.blocks = []
        self.boxes = [self.new_box(root._c_node, "html", None, 0)]
        self.max_blocks = twin.MAX_BLOCKS
        self.max_boxes = twin.MAX_BOXES
        self.hold(root._c_node)

    def __dealloc__(self):
        PyMem_Free(self.text)
        PyMem_Free(self.containers)
        PyMem_Free(self.opened)

    cdef Box new_box(self, xmlNode* node, str tag, Box parent, Py_ssize_t depth):
        cdef Box box = Box.__new__(Box)
        box._document = self.document
        box._node = node
        box.tag = tag
        box.parent = parent
        box.depth = depth
        box.number = self.made
        self.made += 1
        box.has_attributes = node.properties != NULL
        # What the root is called is not asked, as in the twin.
        box.heading = self.tags.flags(node) // HEADING if parent is not None else 0
        return box

    cdef int hold(self, xmlNode* node) except -1:
        """Open a block-level element."""
        cdef void* room
        cdef Py_ssize_t size
        if self.held >= self.containers_room:
            size = grown(self.containers_room, 64)
            room = PyMem_Realloc(self.containers, size * sizeof(xmlNode*))
            if room == NULL:
                raise MemoryError
            self.containers = <xmlNode**>room
            self.containers_room = size
        self.containers[self.held] = node
        self.held += 1
        return 0

    cdef int open(self, Py_ssize_t depth, int kind) except -1:
        """Note by what kind to close the element that is open at a depth."""
        cdef void* room
        cdef Py_ssize_t size
        if depth >= self.opened_room:
            size = grown(self.opened_room, 256)
            room = PyMem_Realloc(self.opened, size)
            if room == NULL:
                raise MemoryError
            self.opened = <uchar*>room
            self.opened_room = size
        self.opened[depth] = kind
        return 0

    cdef int run(self, xmlNode* top) except -1:
        """Read everything in ``top``, which stands right below the root."""
        cdef xmlNode* node = top
        cdef xmlNode* child
        cdef Py_ssize_t marks = 0, depth = 0
        cdef int kind
        while True:
            kind = self.begin(node, marks)
            if kind != SKIP:
                marks += (kind == ANCHOR) + (kind == BOLD) * IN_BOLD
                if node.children != NULL:
                    self.read(node.children, marks)
                    child = element_from(node.children)
                    if child != NULL:
                        self.open(depth, kind)
                        depth += 1
                        node = child
                        continue
            while True:
                if kind == BLOCK:
                    self.flush_if_any()
                    self.after_break = False
                    self.held -= 1
                    if len(self.boxes) > self.held:
                        del self.boxes[self.held :]
                marks -= (kind == ANCHOR) + (kind == BOLD) * IN_BOLD
                if node.next != NULL:
                    self.read(node.next, marks)
                if depth == 0:
                    return 0
                child = element_from(node.next)
                if child != NULL:
                    node = child
                    break
                depth -= 1
                kind = self.opened[depth]
                node = node.parent

    cdef int begin(self, xmlNode* node, Py_ssize_t marks) except -1:
        """Enter an element; the kind to close it by."""
        cdef int flags, kind
        if node.type != tree.XML_ELEMENT_NODE:
            return SKIP
        flags = self.tags.flags(node)
        kind = flags & KIND_BITS
        if kind == CUSTOM:
            kind = INLINE if self.tags.flags(self.containers[self.held - 1]) & PHRASING else BLOCK
        if kind == BLOCK:
            self.flush_if_any()
            self.after_break = False
            self.hold(node)
        elif kind == ANCHOR:
            self.links += 1
        elif kind == BREAK or kind == IMAGE:
            self.flush()
            self.after_break = kind == BREAK
            if kind == IMAGE and len(self.blocks) < self.max_blocks:
                self.add_image(node, marks)
            return INLINE
        return kind

    cdef int read(self, xmlNode* node, Py_ssize_t marks) except -1:
        """The text that begins at a node, if there is any."""
        cdef Py_ssize_t start = self.used, size
        cdef xmlNode* first = text_from(node)
        cdef bint shown = start > 0
        cdef void* room
        if first == NULL:
            return 0
        node = first
        # White space before any text is layout; after it, it parts words.
        while not shown and node != NULL:
            shown = node.content != NULL and not is_space(node.content, <Py_ssize_t>strlen(<char*>node.content))
            node = text_from(node.next)
        if not shown:
            return 0
        node = first
        while node != NULL:
            if node.content != NULL:
                size = <Py_ssize_t>strlen(<char*>node.content)
                if size > self.text_room - self.used:
                    room = PyMem_Realloc(self.text, grown(self.text_room, self.used + size))
                    if room == NULL:
                        raise MemoryError
                    self.text = <uchar*>room
                    self.text_room = grown(self.text_room, self.used + size)
                if size:
                    memcpy(self.text + self.used, node.content, size)
                    self.used += size
            node = text_from(node.next)
        if marks and self.used > start:
            size = stripped_size(self.text + start, self.used - start)
            if marks % IN_BOLD:
                self.link_chars += size
            if marks >= IN_BOLD:
                self.bold_chars += size
        return 0

    cdef Block new_block(self, str tag, str text, Box box):
        cdef Block block = Block.__new__(Block)
        block.index = len(self.blocks)
        block.tag = tag
        block.text = text
        block.box = box
        block.heading = 0
        block.link_chars = block.bold_chars = block.links = 0
        block.size = block.stops = 0
        block.is_image = block.after_break = False
        self.blocks.append(block)
        return block

    cdef int add_image(self, xmlNode* node, Py_ssize_t marks) except -1:
        cdef Block image = self.new_block("img", "", self.box())
        image._node = node
        image.is_image = True
        image.link_chars = 1 if marks % IN_BOLD > 0 else 0
        return 0

    cdef Box box(self):
        """The box of the innermost container, made now if nothing in it was seen before."""
        cdef Py_ssize_t depth = len(self.boxes)
        cdef Box box = self.boxes[depth - 1]
        cdef xmlNode* node
        while depth < self.held and depth < self.max_boxes:
            node = self.containers[depth]
            box = self.new_box(node, self.tags.tag(node), box, depth)
            self.boxes.append(box)
            depth += 1
        return box

    cdef inline int flush_if_any(self) except -1:
        return self.flush() if self.used else 0

    cdef int flush(self) except -1:
        """End the block at hand; an inline element that is still open goes on in the next one."""
        cdef xmlNode* container
        cdef Py_ssize_t size
        if self.used:
            container = self.containers[self.held - 1]
            if memchr(self.text, 10, self.used) != NULL and self.tags.flags(container) & PRE:
                self.add_lines(container)
            else:
                size = self.used
                line = line_of(self.text, &size)
                self.add_text(line, size)
            self.used = 0
        self.link_chars = self.bold_chars = self.links = 0
        return 0

    cdef int add_lines(self, xmlNode* pre) except -1:
        """Preformatted text: code by its lines, other text by its blank ones."""
        text = PyUnicode_DecodeUTF8(<const char*>self.text, self.used, NULL)
        element = cetree.elementFactory(self.document, pre)
        for line in text.split("\n") if twin._holds_code(element) else twin._BLANK_LINES.split(text):
            self.add_text(twin.as_line(line), -1)
            self.after_break = True
        return 0

    cdef int add_text(self, str text, Py_ssize_t bytes) except -1:
        """A block of the line, which is so many bytes of ``self.text`` or (-1) elsewhere."""
        cdef Block block
        cdef Box box
        cdef const char* data = <const char*>self.text
        cdef Py_ssize_t size = len(text)
        if size and len(self.blocks) < self.max_blocks:
            box = self.box()
            block = self.new_block(box.tag, text, box)
            if bytes < 0:
                data = PyUnicode_AsUTF8AndSize(text, &bytes)
            block.heading = box.heading
            block.size = bytes
            block.stops = stops_of(<const uchar*>data, bytes)
            if self.link_chars:
                block.link_chars = min(self.link_chars, size)
            if self.bold_chars:
                block.bold_chars = min(self.bold_chars, size)
            if self.links:
                block.links = self.links
            if self.after_break:
                block.after_break = True
        return 0


cdef xmlNode* node_of(_Element element) except NULL:
    if element._c_node == NULL:
        raise ValueError("an element without a node")
    return element._c_node


def collect_blocks(_Element root not None):
    """``blocks.collect_blocks``."""
    cdef xmlNode* top = element_from(node_of(root).children)
    cdef _Walk walk = _Walk(root)
    while top != NULL:
        if top.type != tree.XML_ELEMENT_NODE or walk.tags.tag(top) != "head":
            walk.run(top)
        top = element_from(top.next)
    return walk.blocks


def find_named(_Element root not None, names not None):
    """``blocks.find_named``."""
    cdef xmlNode* top = node_of(root)
    cdef xmlNode* node = top
    cdef _Tags tags = _Tags(frozenset(names))
    cdef dict found = {}
    while node != NULL:
        if node.type == tree.XML_ELEMENT_NODE:
            if tags.flags(node) & NAMED:
                found.setdefault(tags.tag(node), []).append(cetree.elementFactory(root._doc, node))
        node = following(node, top)
    return found


# ---------------------------------------------------------------- links

cdef Py_ssize_t MAX_LINK_ELEMENTS = twin_links.MAX_LINK_ELEMENTS
cdef Py_ssize_t MAX_LINK_CHARS = twin_links.MAX_LINK_CHARS


cdef bint is_too_much(xmlNode* top) noexcept nogil:
    """Whether a link is around too much to say anything; what is there is counted, not read."""
    cdef xmlNode* node = top
    cdef Py_ssize_t elements = 0, chars = 0
    cdef const uchar* s
    while node != NULL:
        if is_element(node):
            elements += 1
        elif (node.type == tree.XML_TEXT_NODE or node.type == tree.XML_CDATA_SECTION_NODE) and node.content != NULL:
            s = <const uchar*>node.content
            while s[0] and chars <= MAX_LINK_CHARS:
                # Every character has one byte that does not go on another.
                chars += (s[0] & 0xC0) != 0x80
                s += 1
        if elements > MAX_LINK_ELEMENTS or chars > MAX_LINK_CHARS:
            return True
        node = following(node, top)
    return False


cdef str text_within(_Document document, xmlNode* top):
    """All text in an element, as lxml gives it."""
    cdef xmlNode* node = top.children
    cdef list pieces = []
    while node != NULL:
        if node.type == tree.XML_TEXT_NODE or node.type == tree.XML_CDATA_SECTION_NODE:
            if node.content != NULL:
                pieces.append((<const char*>node.content).decode("utf-8"))
        elif node.type != tree.XML_ELEMENT_NODE:
            return "".join(cetree.elementFactory(document, top).itertext())
        node = following(node, top)
    return pieces[0] if len(pieces) == 1 else "".join(pieces)


cdef tuple link_of(_Document document, xmlNode* node, bint related):
    """What is told of one link; None for one that says no relation where those are asked for."""
    cdef xmlAttr* attribute = node.properties
    cdef const char* name
    cdef const char* value
    cdef str href = None, rel = None, names = None
    while attribute != NULL:
        name = <const char*>attribute.name
        if attribute.ns == NULL and name != NULL:
            if strcmp(name, "href") == 0 or strcmp(name, "rel") == 0 or strcmp(name, "class") == 0:
                value = plain_value(attribute)
                if value == NULL:
                    get = cetree.elementFactory(document, node).get
                    href, rel, names = get("href"), get("rel"), get("class")
                    break
                if name[0] == 104:  # h
                    href = value.decode("utf-8")
                elif name[0] == 114:  # r
                    rel = value.decode("utf-8")
                else:
                    names = value.decode("utf-8")
        attribute = attribute.next
    if related and rel is None:
        return None
    return ("" if is_too_much(node) else text_within(document, node), href, rel, names)


def read_links(Block block not None, Py_ssize_t limit, bint related=False):
    """``links.read_links``."""
    cdef _Document document = block.box._document
    cdef xmlNode* top = block._node if block._node != NULL else block.box._node
    cdef xmlNode* node = top
    cdef list found = []
    while node != NULL and limit > 0:
        if node.type == tree.XML_ELEMENT_NODE:
            if node.ns == NULL and node.name != NULL and node.name[0] == 97 and node.name[1] == 0:  # a
                limit -= 1
                link = link_of(document, node, related)
                if link is not None:
                    found.append(link)
        node = following(node, top)
    return found


def read_pieces(Block block not None, Py_ssize_t room):
    """``links.read_pieces``."""
    cdef _Document document = block.box._document
    cdef xmlNode* top = block._node if block._node != NULL else block.box._node
    cdef xmlNode* node = top.children
    cdef Py_ssize_t whole = room
    cdef bint parted = False
    cdef list pieces = []
    cdef str piece = None
    while node != NULL and room >= 0:
        if node.type == tree.XML_TEXT_NODE or node.type == tree.XML_CDATA_SECTION_NODE:
            if node.content != NULL:
                text = (<const char*>node.content).decode("utf-8")
                # Texts with nothing between them are one.
                piece = text if piece is None else piece + text
                room -= len(text)
        elif node.type != tree.XML_ELEMENT_NODE:
            return twin_links.pieces_of(cetree.elementFactory(document, top), whole)
        else:
            parted = True
            if piece:
                pieces.append(piece)
            piece = None
            if node.children != NULL:
                node = node.children
                continue
        while node != top and node.next == NULL:
            node = node.parent
            if piece:
                pieces.append(piece)
            piece = None
        if node == top:
            break
        node = node.next
    if piece:
        pieces.append(piece)
    return tuple(pieces) if parted and room >= 0 else ()


def read_attributes(Block block not None, tags not None, Py_ssize_t limit):
    """``links.read_attributes``."""
    cdef xmlNode* top = block._node if block._node != NULL else block.box._node
    cdef xmlNode* node = top
    cdef list found = []
    while node != NULL and limit > 0:
        if node.type == tree.XML_ELEMENT_NODE:
            if node.ns == NULL and node.name != NULL:
                tag = (<const char*>node.name).decode("utf-8")
                if tag in tags:
                    limit -= 1
                    found.append((tag, attributes_of(node)))
        node = following(node, top)
    return found
