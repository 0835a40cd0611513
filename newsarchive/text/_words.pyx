# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Loops over the characters of a text, compiled; the functions in Python that each stands for are its specification.

What characters are like is told by tables that come as ``bytes``, one entry for each character up to U+FFFF; nothing
is kept here. Every buffer grows by checked allocation, all counts are ``Py_ssize_t``, and nothing reads beside a text
or a table: a table of another size is refused.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.unicode cimport PyUnicode_FromKindAndData, PyUnicode_READ, PyUnicode_DATA, PyUnicode_KIND
from libc.string cimport memset

cdef extern from *:
    """
    #ifndef NEWSARCHIVE_SOURCE
    #define NEWSARCHIVE_SOURCE ""
    #endif
    """
    const char* NEWSARCHIVE_SOURCE
    int PyUnicode_4BYTE_KIND

# What this was compiled from; ``compiled.py`` uses it only where that still holds.
SOURCE = NEWSARCHIVE_SOURCE.decode("ascii")

ctypedef unsigned char uchar
ctypedef unsigned int uint

cdef enum:
    TABLE = 0x10000


cdef const uchar* flags_of(bytes table) except NULL:
    if len(table) != TABLE:
        raise ValueError("a table of flags has an entry for each of 65,536 characters")
    return <const uchar*> table


cdef class Built:
    """A string while it is made, in four bytes a character."""

    cdef Py_UCS4* data
    cdef Py_ssize_t size, room

    def __cinit__(self, Py_ssize_t room):
        self.size, self.room = 0, max(room, 16)
        self.data = <Py_UCS4*> PyMem_Malloc(self.room * sizeof(Py_UCS4))
        if self.data == NULL:
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.data)

    cdef inline int need(self, Py_ssize_t more) except -1:
        """See to it that ``more`` characters have room."""
        cdef Py_UCS4* grown
        if self.room - self.size < more:
            self.room = 2 * self.room + more
            grown = <Py_UCS4*> PyMem_Realloc(self.data, self.room * sizeof(Py_UCS4))
            if grown == NULL:
                raise MemoryError
            self.data = grown
        return 0

    cdef inline int pair(self, Py_UCS4 first, Py_UCS4 second) except -1:
        """Add a word of two characters and the blank after it."""
        self.need(3)
        self.data[self.size] = first
        self.data[self.size + 1] = second
        self.data[self.size + 2] = c" "
        self.size += 3
        return 0

    cdef inline int one(self, Py_UCS4 character) except -1:
        self.need(1)
        self.data[self.size] = character
        self.size += 1
        return 0

    cdef int word(self, str text) except -1:
        """Add a word of any length and the blank after it."""
        cdef Py_UCS4 character
        self.need(len(text) + 1)
        for character in text:
            self.one(character)
        return self.one(c" ")

    cdef str text(self):
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, self.data, self.size)


def fold(str text, bytes forms, dict beyond):
    """``folding.fold``: ``forms`` holds each character's form in four bytes, ``beyond`` those of later ones."""
    cdef Py_ssize_t i, size = len(text)
    cdef const uint* table = <const uint*> <const uchar*> forms
    cdef Py_UCS4 character
    cdef Built built = Built(size)
    if len(forms) != 4 * TABLE:
        raise ValueError("a table of forms has an entry for each of 65,536 characters")
    for i in range(size):
        character = text[i]
        if character < TABLE:
            built.data[i] = table[character]
        else:
            built.data[i] = ord(<str> beyond.get(chr(character), chr(character)))
    built.size = size
    return built.text()


def index_entry(str folded, bytes unspaced, set silent, dict known, columns, str marks):
    """``index_entry.index_entry``: ``unspaced`` is 1 for characters without spaces between words.

    ``silent`` and ``known`` are what is known of gaps, ``columns`` tells it of others; ``marks`` are the characters
    ALONE, OTHER, WHOLE, and the first and the last beyond U+FFFF that count as unspaced.
    """
    if len(marks) != 5:
        raise ValueError("a table of marks has five characters")
    cdef const uchar* table = flags_of(unspaced)
    cdef Py_ssize_t i, run, size = len(folded), place = 0, start = 0, length = 0
    cdef Py_UCS4 alone = marks[0], other = marks[1], whole = marks[2], first = marks[3], last = marks[4]
    cdef Py_UCS4 one, two
    cdef bint is_seam, touched = False
    cdef Built words = Built(3 * size + 3), characters = Built(size)
    cdef str gap, ones, twos
    cdef Py_ssize_t following, taken
    cdef object told
    cdef list longer
    while True:
        # The gap after the run that began at ``start``, then that run's successor.
        i = place
        while i < size and not is_in(folded[i], table, first, last):
            i += 1
        following = i
        touched = False
        if following > place:
            gap = folded[place:following]
            is_seam = length > 0 and following < size and folded[place - 1] == folded[following]
            if gap in silent:
                if is_seam:
                    words.pair(other, alone)
            else:
                told = known.get(gap)
                if told is None:
                    told = columns(gap)
                read, ones, twos, longer = told
                if is_seam and not read.words:
                    ones, twos = chr(other), chr(alone)
                if length > 1 and read.touches_before:
                    words.pair(folded[place - 1], alone)
                taken = 0
                for i in range(min(len(ones), len(twos))):
                    one, two = ones[i], twos[i]
                    if one == whole and two == whole:
                        if taken == len(longer):
                            raise ValueError("a gap has a longer word for each place that is left for one")
                        words.word(<str> longer[taken])
                        taken += 1
                    else:
                        words.pair(one, two)
                touched = read.touches_after
        if following >= size:
            break
        start = place = following
        while place < size and is_in(folded[place], table, first, last):
            place += 1
        length = place - start
        if length == 1:
            words.pair(folded[start], alone)
        else:
            if touched:
                words.pair(folded[start], alone)
            words.need(3 * length)
            for run in range(start, place - 1):
                words.pair(folded[run], folded[run + 1])
        characters.need(length)
        for run in range(start, place):
            characters.one(folded[run])
    return words.text(), characters.text()


cdef inline bint is_in(Py_UCS4 character, const uchar* table, Py_UCS4 first, Py_UCS4 last) noexcept:
    return table[character] if character < TABLE else first <= character <= last


def spaced(str characters, str mark):
    """``index_entry.spaced``."""
    cdef Built built = Built((2 + len(mark)) * len(characters))
    cdef Py_UCS4 character, before = mark[0] if mark else 0
    for character in characters:
        if mark:
            built.one(before)
        built.one(character)
        built.one(c" ")
    return built.text()


def reduced(str folded):
    """``near_duplicates._reduced`` of a text whose words have their usual forms: letters and digits alone."""
    cdef Built built = Built(len(folded))
    cdef Py_UCS4 character
    for character in folded:
        if character.isalnum():
            built.one(character)
    return built.text()


def count_flagged(str text, bytes flags):
    """How many of a text's characters are flagged; none beyond U+FFFF is."""
    cdef const uchar* table = flags_of(flags)
    cdef Py_UCS4 character
    cdef Py_ssize_t count = 0
    for character in text:
        if character < TABLE and table[character]:
            count += 1
    return count


def has_pair(str text, bytes beginnings, frozenset pairs):
    """Whether any two neighbours are one of ``pairs``, whose first characters are flagged."""
    cdef const uchar* table = flags_of(beginnings)
    cdef Py_ssize_t i
    cdef Py_UCS4 character
    for i in range(len(text) - 1):
        character = text[i]
        if character < TABLE and table[character] and text[i:i + 2] in pairs:
            return True
    return False


cdef uchar seen[TABLE]
memset(seen, 0, TABLE)


def votes(str sample, bytes flags):
    """How many kana (flag 4) a text has, and how many distinct characters with the flags 1 and 2."""
    cdef const uchar* table = flags_of(flags)
    cdef Py_UCS4 character
    cdef Py_ssize_t kana = 0, hans = 0, hant = 0
    cdef uchar flag
    for character in sample:
        if character >= TABLE:
            continue
        flag = table[character]
        if flag & 4:
            kana += 1
        if flag & 3 and not seen[character]:
            seen[character] = 1
            hans += flag & 1
            hant += flag >> 1 & 1
    for character in sample:
        if character < TABLE:
            seen[character] = 0
    return kana, hans, hant


# The polynomial of zlib's crc32 (ISO 3309): what a byte gives, and what it gives so many bytes later ("slicing by
# four", Kounavis and Berry 2005).
cdef uint CRC[4][256]
cdef uint _rest
cdef int _byte, _bit, _later
for _byte in range(256):
    _rest = _byte
    for _bit in range(8):
        _rest = _rest >> 1 ^ (0xEDB88320 if _rest & 1 else 0)
    CRC[0][_byte] = _rest
for _later in range(1, 4):
    for _byte in range(256):
        _rest = CRC[_later - 1][_byte]
        CRC[_later][_byte] = CRC[0][_rest & 0xFF] ^ _rest >> 8

cdef enum:
    MOST = 64


def smallest_pieces(bytes raw, Py_ssize_t width, Py_ssize_t count):
    """``near_duplicates._smallest``: pieces of ``width`` bytes with the ``count`` smallest crc32, smallest first."""
    cdef const uchar* data = raw
    cdef Py_ssize_t size = len(raw), start, place, i, held = 0
    cdef uint value
    cdef uint values[MOST]
    cdef Py_ssize_t places[MOST]
    if not 0 < count <= MOST or width < 4 or width % 4:
        raise ValueError("pieces are few, and of two characters or a multiple of it")
    for start in range(0, width, 2):
        place = start
        while place + width <= size:
            value = 0xFFFFFFFF
            for i in range(place, place + width, 4):
                value = (
                    CRC[3][(value ^ data[i]) & 0xFF]
                    ^ CRC[2][(value >> 8 ^ data[i + 1]) & 0xFF]
                    ^ CRC[1][(value >> 16 ^ data[i + 2]) & 0xFF]
                    ^ CRC[0][value >> 24 ^ data[i + 3]]
                )
            value ^= 0xFFFFFFFF
            if held < count or value <= values[held - 1]:
                held = insert(values, places, held, count, value, place)
            place += width
    return [raw[places[i]:places[i] + width] for i in range(held)]


cdef Py_ssize_t insert(
    uint* values, Py_ssize_t* places, Py_ssize_t held, Py_ssize_t count, uint value, Py_ssize_t place
) noexcept:
    """Put a value where it belongs; of pieces with one value the last stays. Gives how many are held."""
    cdef Py_ssize_t i = held
    while i > 0 and values[i - 1] > value:
        i -= 1
    if i > 0 and values[i - 1] == value:
        places[i - 1] = place
        return held
    if held < count:
        held += 1
    cdef Py_ssize_t moved = held - 1
    while moved > i:
        values[moved] = values[moved - 1]
        places[moved] = places[moved - 1]
        moved -= 1
    values[i] = value
    places[i] = place
    return held
