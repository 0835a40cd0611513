# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Makes the leaves of an FTS5 segment: the words of many documents, sorted once, as the pages of its b-tree.

The format is the one that SQLite describes in section 9 of https://www.sqlite.org/fts5.html ("Data Structures"); what
it leaves open (where a page ends) is as SQLite's own writer does it, so that pages are the same to the byte
(``tests/archive/segments`` compares them). Words are told apart as FTS5's tokenizer ``ascii`` does it.

Every buffer grows by checked allocation, all counts are ``Py_ssize_t``, and what does not fit is refused.
"""

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdlib cimport qsort
from libc.string cimport memcmp, memcpy, memset

cdef extern from *:
    """
    #ifndef NEWSARCHIVE_SOURCE
    #define NEWSARCHIVE_SOURCE ""
    #endif
    """
    const char* NEWSARCHIVE_SOURCE

# What this was compiled from; ``compiled.py`` uses it only where that still holds.
SOURCE = NEWSARCHIVE_SOURCE.decode("ascii")

ctypedef unsigned char uchar
ctypedef unsigned int uint
ctypedef unsigned long long uint64

cdef enum:
    KEY = 8  # bytes of a word by which it is sorted first; words longer than that are few
    HEAD = 4  # bytes of a leaf before its content
    COLUMN_BITS = 4
    POSITION_BITS = 28
    MOST = 1 << 28  # characters of one text (its positions have so many bits), and documents of a segment
    WORDS = 2048  # of a document, for which there is room at first
    MOST_ROOM = 1 << 19  # and of all of them: many short documents would ask for gigabytes
    LONGEST = 1024  # bytes of a word that may be long; FTS5 itself takes more, but two must fit on a page


cdef struct Entry:
    uint64 key  # the word's first bytes, filled up with zeros, which no word holds
    uint document  # its number times two, and one where it is added and not taken out
    uint place  # column and position
    uint start  # where a word longer than a key is in ``longs``
    uint size  # bytes of the word


cdef class Buffer:
    """Bytes that grow."""

    cdef uchar* data
    cdef Py_ssize_t size, room

    def __cinit__(self, Py_ssize_t room):
        self.size, self.room = 0, max(room, 64)
        self.data = <uchar*> PyMem_Malloc(self.room)
        if self.data == NULL:
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.data)

    cdef inline int need(self, Py_ssize_t more) except -1:
        """See to it that ``more`` bytes have room."""
        cdef uchar* grown
        if self.room - self.size < more:
            grown = <uchar*> PyMem_Realloc(self.data, 2 * self.room + more)
            if grown == NULL:
                raise MemoryError
            self.data, self.room = grown, 2 * self.room + more
        return 0

    cdef inline int byte(self, uchar value) except -1:
        self.need(1)
        self.data[self.size] = value
        self.size += 1
        return 0

    cdef inline int add(self, const uchar* data, Py_ssize_t size) except -1:
        self.need(size)
        memcpy(self.data + self.size, data, size)
        self.size += size
        return 0

    cdef inline int varint(self, uint64 value) except -1:
        """SQLite's number of variable length: seven bits a byte, the highest first; eight in the ninth."""
        if value >= 0x80:
            return self.longer_varint(value)
        self.need(1)
        self.data[self.size] = <uchar> value
        self.size += 1
        return 0

    cdef int longer_varint(self, uint64 value) except -1:
        cdef uchar parts[9]
        cdef int count = 0, i
        self.need(9)
        if value >> 56:
            self.data[self.size + 8] = <uchar> (value & 0xFF)
            value >>= 8
            for i in range(7, -1, -1):
                self.data[self.size + i] = <uchar> (value & 0x7F | 0x80)
                value >>= 7
            self.size += 9
            return 0
        while value:
            parts[count] = <uchar> (value & 0x7F | 0x80)
            value >>= 7
            count += 1
        parts[0] &= 0x7F
        for i in range(count):
            self.data[self.size + i] = parts[count - 1 - i]
        self.size += count
        return 0

    cdef bytes whole(self):
        return PyBytes_FromStringAndSize(<char*> self.data, self.size)


cdef inline (uint64, uint) encoded(uint character) noexcept:
    """A character's bytes in UTF-8 as a number, and how many; none where it ends a word."""
    if character < 0x80:
        if 65 <= character <= 90:
            return character + 32, 1
        if 97 <= character <= 122 or 48 <= character <= 57:
            return character, 1
        return 0, 0
    if character < 0x800:
        return 0xC080 | (character & 0x7C0) << 2 | character & 0x3F, 2
    if character < 0x10000:
        return 0xE08080 | (character & 0xF000) << 4 | (character & 0xFC0) << 2 | character & 0x3F, 3
    return (
        0xF0808080 | (character & 0x1C0000) << 6 | (character & 0x3F000) << 4
        | (character & 0xFC0) << 2 | character & 0x3F
    ), 4


cdef class Words:
    """The words of all documents, in the order of the documents until they are sorted."""

    cdef Entry* entries
    cdef Entry* other
    cdef Py_ssize_t size, room
    cdef Buffer longs
    cdef uint share, shares

    def __cinit__(self, Py_ssize_t room, uint share, uint shares):
        self.size, self.room = 0, max(room, 64)
        self.share, self.shares = share, shares
        self.entries = <Entry*> PyMem_Malloc(self.room * sizeof(Entry))
        self.other = NULL
        if self.entries == NULL:
            raise MemoryError
        self.longs = Buffer(1024)

    def __dealloc__(self):
        PyMem_Free(self.entries)
        PyMem_Free(self.other)

    cdef inline int need_one(self) except -1:
        cdef Entry* grown
        if self.size == self.room:
            grown = <Entry*> PyMem_Realloc(self.entries, 2 * self.room * sizeof(Entry))
            if grown == NULL:
                raise MemoryError
            self.entries, self.room = grown, 2 * self.room
        return 0

    cdef inline bint wanted(self, uint64 key) noexcept:
        """Whether a word belongs to the share that is made; Fibonacci hashing spreads them evenly."""
        return self.shares == 1 or (key * <uint64> 0x9E3779B97F4A7C15 >> 32) % self.shares == self.share

    cdef Py_ssize_t read(self, str text, uint document, uint column) except -1:
        """Add the words of a text that are wanted; how many there are in all."""
        cdef int kind = PyUnicode_KIND(text)
        cdef const void* data = PyUnicode_DATA(text)
        cdef Py_ssize_t i, length = len(text), begun = 0, start
        cdef uint position = 0, size = 0, count
        cdef uint64 key = 0, piece
        cdef uint character
        if length > MOST:
            raise ValueError("a text is too long for the index")
        for i in range(length + 1):
            character = <uint> PyUnicode_READ(kind, data, i) if i < length else 32
            piece, count = encoded(character)
            if count:
                if size == 0:
                    begun = i
                if size + count <= KEY:
                    key |= piece << (8 * (KEY - size - count))
                elif size < KEY:
                    key |= piece >> (8 * (size + count - KEY))
                size += count
                continue
            if size:
                if self.wanted(key):
                    start = self.longs.size
                    if size > KEY:
                        self.keep_long(kind, data, begun, i)
                    self.need_one()
                    self.entries[self.size] = Entry(
                        key, document, column << POSITION_BITS | position, <uint> start, size
                    )
                    self.size += 1
                position += 1
                key, size = 0, 0
        return position

    cdef int keep_long(self, int kind, const void* data, Py_ssize_t begun, Py_ssize_t ended) except -1:
        """Keep the bytes of a word that a key cannot hold."""
        cdef Py_ssize_t i
        cdef uint64 piece
        cdef uint count
        if ended - begun > LONGEST // 4:
            raise ValueError("a word is too long for the index")
        for i in range(begun, ended):
            piece, count = encoded(<uint> PyUnicode_READ(kind, data, i))
            while count:
                count -= 1
                self.longs.byte(<uchar> (piece >> (8 * count) & 0xFF))
        return 0

    cdef int sort(self) except -1:
        """By word, and for each word as they came: byte by byte from the last on, where these differ."""
        cdef Py_ssize_t counts[KEY][256]
        cdef Py_ssize_t i, before, count
        cdef int digit, shift
        cdef uint64 key
        cdef Entry* swapped
        if self.size < 2:
            return 0
        self.other = <Entry*> PyMem_Malloc(self.size * sizeof(Entry))
        if self.other == NULL:
            raise MemoryError
        memset(counts, 0, sizeof(counts))
        for i in range(self.size):
            key = self.entries[i].key
            for digit in range(KEY):
                counts[digit][key >> (8 * digit) & 0xFF] += 1
        for digit in range(KEY):
            shift = 8 * digit
            if counts[digit][self.entries[0].key >> shift & 0xFF] == self.size:
                continue
            before = 0
            for i in range(256):
                count = counts[digit][i]
                counts[digit][i] = before
                before += count
            for i in range(self.size):
                key = self.entries[i].key >> shift & 0xFF
                self.other[counts[digit][key]] = self.entries[i]
                counts[digit][key] += 1
            swapped, self.entries, self.other = self.entries, self.other, self.entries
            self.room = self.size
        self.sort_longs()
        return 0

    cdef int sort_longs(self) except -1:
        """Words that share their first bytes, by what follows."""
        global compared_longs
        cdef Py_ssize_t first = 0, after
        cdef bint longer
        compared_longs = self.longs.data
        while first < self.size:
            longer = self.entries[first].size > KEY
            after = first + 1
            while after < self.size and self.entries[after].key == self.entries[first].key:
                longer |= self.entries[after].size > KEY
                after += 1
            if longer and after - first > 1:
                qsort(self.entries + first, after - first, sizeof(Entry), compare)
            first = after
        return 0

    cdef inline bint same(self, Py_ssize_t one, Py_ssize_t two) noexcept:
        """Whether two entries are of one word."""
        cdef Entry* first = self.entries + one
        cdef Entry* second = self.entries + two
        if first.key != second.key or first.size != second.size:
            return False
        return first.size <= KEY or not memcmp(
            self.longs.data + first.start, self.longs.data + second.start, first.size
        )

    cdef uint bytes_of(self, Py_ssize_t number, uchar* word) noexcept:
        """Write an entry's word, behind the mark that FTS5 puts before those of its main index; its size."""
        cdef Entry* entry = self.entries + number
        cdef uint i
        word[0] = c"0"
        if entry.size > KEY:
            memcpy(word + 1, self.longs.data + entry.start, entry.size)
        else:
            for i in range(entry.size):
                word[1 + i] = <uchar> (entry.key >> (56 - 8 * i))
        return entry.size + 1


# What ``compare`` looks into; set while the interpreter's lock is held, for one sort.
cdef const uchar* compared_longs = NULL


cdef int compare(const void* one, const void* two) noexcept nogil:
    """Order of two entries with one key: shorter words are whole in the key, so their sizes tell."""
    cdef const Entry* first = <const Entry*> one
    cdef const Entry* second = <const Entry*> two
    cdef uint shorter = min(first.size, second.size)
    cdef int order = 0
    if shorter > KEY:
        order = memcmp(compared_longs + first.start, compared_longs + second.start, shorter)
    if order == 0 and first.size != second.size:
        order = -1 if first.size < second.size else 1
    if order == 0 and first.document != second.document:
        order = -1 if first.document < second.document else 1
    if order == 0:
        order = -1 if first.place < second.place else 1
    return order


cdef class Leaves:
    """The pages of a segment, as FTS5's own writer fills them."""

    cdef list pages, splits
    cdef Buffer page, index, doclist, positions
    cdef Py_ssize_t limit, last_word
    cdef bint no_word, no_rowid
    cdef uchar[LONGEST + 1] word
    cdef uint word_size

    def __cinit__(self, Py_ssize_t limit):
        self.pages, self.splits = [], [(b"", 1)]
        self.page, self.index, self.doclist = Buffer(2 * limit), Buffer(limit), Buffer(4096)
        self.positions = Buffer(4096)
        self.limit, self.word_size = limit, 0
        self.begin()

    cdef int begin(self) except -1:
        """Begin a page."""
        self.page.size = self.index.size = 0
        self.page.add(<const uchar*> b"\0\0\0\0", HEAD)
        self.last_word = 0
        self.no_word = self.no_rowid = True
        return 0

    cdef inline Py_ssize_t filled(self) noexcept:
        return self.page.size + self.index.size

    cdef int end(self) except -1:
        """End a page: where its words are comes last."""
        self.page.data[2] = <uchar> (self.page.size >> 8)
        self.page.data[3] = <uchar> (self.page.size & 0xFF)
        if not self.no_word:
            self.page.add(self.index.data, self.index.size)
        self.pages.append(self.page.whole())
        return self.begin()

    cdef int begin_word(self, const uchar* word, uint size) except -1:
        """Add a word, without what it shares with the one before on this page."""
        cdef uint shared = 0, shorter = min(self.word_size, size)
        if self.filled() + size + 2 >= self.limit and self.page.size > HEAD:
            self.end()
        self.index.varint(<uint64> (self.page.size - self.last_word))
        self.last_word = self.page.size
        while shared < shorter and self.word[shared] == word[shared]:
            shared += 1
        if self.no_word:
            if self.pages:
                self.splits.append((word[:shared + 1 if self.word_size else size], len(self.pages) + 1))
            shared = 0
        else:
            self.page.varint(shared)
        self.page.varint(size - shared)
        self.page.add(word + shared, size - shared)
        memcpy(self.word, word, size)
        self.word_size = size
        self.no_word = self.no_rowid = False
        return 0

    cdef int add_doclist(self, bint positions) except -1:
        """Add the documents of the word that was begun, over as many pages as they take."""
        cdef Buffer told = self.doclist
        cdef Py_ssize_t place = 0, size, copied, part
        cdef uint64 delta, rowid = 0, value
        if self.filled() + told.size + 1 <= self.limit:
            self.page.add(told.data, told.size)
            return 0
        while place < told.size:
            place += varint_at(told.data + place, &delta)
            rowid += delta
            if self.no_rowid:
                self.page.data[0] = <uchar> (self.page.size >> 8)
                self.page.data[1] = <uchar> (self.page.size & 0xFF)
                self.page.varint(rowid)
                self.no_rowid = False
            else:
                self.page.varint(delta)
            if not positions:
                size = 0
                while size < 2 and place + size < told.size and told.data[place + size] == 0:
                    self.page.byte(0)
                    size += 1
                place += size
                if self.filled() >= self.limit:
                    self.end()
                continue
            size = varint_at(told.data + place, &value)
            size += <Py_ssize_t> (value >> 1)
            if self.filled() + size <= self.limit:
                self.page.add(told.data + place, size)
            else:
                copied = 0
                while True:
                    part = size - copied
                    if part > self.limit - self.filled():
                        part = fitting(told.data + place + copied, self.limit - self.filled())
                    self.page.add(told.data + place + copied, part)
                    copied += part
                    if self.filled() >= self.limit:
                        self.end()
                    if copied >= size:
                        break
            place += size
        return 0


cdef Py_ssize_t varint_at(const uchar* data, uint64* value) noexcept:
    """Read a number of variable length; its bytes."""
    cdef uint64 read = 0
    cdef int i
    for i in range(8):
        read = read << 7 | data[i] & 0x7F
        if data[i] < 0x80:
            value[0] = read
            return i + 1
    value[0] = read << 8 | data[8]
    return 9


cdef Py_ssize_t fitting(const uchar* data, Py_ssize_t room) noexcept:
    """Bytes of the whole numbers that fit, of one at least; there are more than fit."""
    cdef uint64 value
    cdef Py_ssize_t size = varint_at(data, &value), more
    if size < room:
        while True:
            more = varint_at(data + size, &value)
            if size + more > room:
                break
            size += more
    return size


def segment(list documents not None, Py_ssize_t limit, bint positions, uint share=0, uint shares=1):
    """Leaves of a segment of ``documents``, each ``(rowid, taken out, added)`` with rising rowids.

    Both are a tuple with a text for each column, or None. Without ``positions`` a word is only said to occur. Gives
    the leaves, what leads to them (the beginning of a word, number of the leaf where words from there on are), and for
    each document how many words of each column were taken out and added, or None. Of ``shares`` one can be made at a
    time: its words are in no other, and the counts are those of all. A row may be in several segments if none of its
    words is.
    """
    cdef Words words = Words(min(WORDS * <Py_ssize_t> len(documents), MOST_ROOM), share, shares)
    cdef Leaves leaves
    cdef list counts = []
    cdef Py_ssize_t number = 0
    if not 0 < shares < 1 << 16 or share >= shares:
        raise ValueError("there is no such share")
    if limit < 2 * LONGEST + 32 or limit > 0xFFFF - LONGEST or len(documents) > MOST:
        raise ValueError("pages are too small or too large for the words, or documents too many")
    for _, taken, added in documents:
        counts.append((read(words, taken, <uint> (2 * number)), read(words, added, <uint> (2 * number + 1))))
        number += 1
    words.sort()
    leaves = Leaves(limit)
    write(words, leaves, [document[0] for document in documents], positions)
    if leaves.page.size > HEAD:
        leaves.end()
    return leaves.pages, leaves.splits if leaves.pages else [], counts


cdef object read(Words words, object texts, uint document):
    cdef uint column
    cdef list counts
    if texts is None:
        return None
    if len(texts) >= 1 << COLUMN_BITS:
        raise ValueError("too many columns")
    counts = []
    for column in range(len(texts)):
        counts.append(words.read(texts[column], document, column))
    return counts


cdef int write(Words words, Leaves leaves, list rowids, bint positions) except -1:
    """Lay out every word with its documents."""
    cdef Py_ssize_t first = 0, after
    cdef uchar[LONGEST + 1] word
    cdef uint size
    while first < words.size:
        after = first + 1
        while after < words.size and words.same(first, after):
            after += 1
        size = words.bytes_of(first, word)
        leaves.begin_word(word, size)
        tell(words, leaves, first, after, rowids, positions)
        leaves.add_doclist(positions)
        first = after
    return 0


cdef int tell(
    Words words, Leaves leaves, Py_ssize_t first, Py_ssize_t after, list rowids, bint positions
) except -1:
    """Write the documents of one word, each with its positions, or that it was taken out."""
    cdef uint document, last, column
    cdef uint64 rowid, before = 0
    cdef bint taken
    cdef Py_ssize_t size_at
    cdef Buffer told = leaves.doclist, places = leaves.positions
    told.size = 0
    while first < after:
        document = words.entries[first].document >> 1
        rowid = <uint64> <long long> rowids[document]
        told.varint(rowid - before)
        before = rowid
        taken = False
        while first < after and words.entries[first].document == 2 * document:
            taken = True
            first += 1
        if positions:
            places.size = 0
            column = last = 0
            while first < after and words.entries[first].document == 2 * document + 1:
                if words.entries[first].place >> POSITION_BITS != column:
                    column, last = words.entries[first].place >> POSITION_BITS, 0
                    places.byte(1)
                    places.varint(column)
                places.varint((words.entries[first].place & (1 << POSITION_BITS) - 1) - last + 2)
                last = words.entries[first].place & (1 << POSITION_BITS) - 1
                first += 1
            told.varint(2 * places.size + taken)
            told.add(places.data, places.size)
            continue
        if taken:
            told.byte(0)
        if first < after and words.entries[first].document == 2 * document + 1:
            if taken:
                told.byte(0)
            while first < after and words.entries[first].document == 2 * document + 1:
                first += 1
    return 0
