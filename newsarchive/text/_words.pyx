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
            grown = <Py_UCS4*> PyMem_Realloc(self.data, (2 * self.room + more) * sizeof(Py_UCS4))
            if grown == NULL:
                raise MemoryError
            self.data, self.room = grown, 2 * self.room + more
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


# The polynomial of zlib's crc32 (ISO 3309): what a byte gives, and what it gives a byte later.
cdef uint CRC[2][256]
cdef uint _rest
cdef int _byte, _bit
for _byte in range(256):
    _rest = _byte
    for _bit in range(8):
        _rest = _rest >> 1 ^ (0xEDB88320 if _rest & 1 else 0)
    CRC[0][_byte] = _rest
for _byte in range(256):
    CRC[1][_byte] = CRC[0][CRC[0][_byte] & 0xFF] ^ CRC[0][_byte] >> 8

cdef enum:
    MOST = 64

# What two bytes still give when a piece of ``left_width`` bytes has come after them: to be taken out again.
cdef uint LEFT[2][256]
cdef Py_ssize_t left_width = 0


cdef inline uint behind(uint rest, const uchar* two) noexcept:
    """The sum so far with two more bytes ("slicing", Kounavis and Berry 2005)."""
    rest ^= two[0] | <uint> two[1] << 8
    return CRC[1][rest & 0xFF] ^ CRC[0][rest >> 8 & 0xFF] ^ rest >> 16


cdef void note_left(Py_ssize_t width) noexcept:
    global left_width
    cdef int byte
    cdef Py_ssize_t i
    cdef uint rest
    for byte in range(256):
        rest = CRC[0][byte]
        for i in range(width):
            rest = CRC[0][rest & 0xFF] ^ rest >> 8
        LEFT[1][byte] = rest
        LEFT[0][byte] = CRC[0][rest & 0xFF] ^ rest >> 8
    left_width = width


def smallest_pieces(bytes raw, Py_ssize_t width, Py_ssize_t count):
    """``near_duplicates._smallest``: pieces of ``width`` bytes with the ``count`` smallest crc32, smallest first.

    The sum is linear: that of the next piece is this one's with two bytes more, without what the first two gave.
    """
    cdef const uchar* data = raw
    cdef Py_ssize_t size = len(raw), place, held = 0
    cdef uint rest = 0, value, begun = 0xFFFFFFFF
    cdef uint values[MOST]
    cdef Py_ssize_t places[MOST]
    if not 0 < count <= MOST or width < 4 or width % 4:
        raise ValueError("pieces are few, and of two characters or a multiple of it")
    if size < width:
        return []
    if left_width != width:
        note_left(width)
    for place in range(0, width, 2):
        rest = behind(rest, data + place)
        begun = behind(begun, b"\0\0")
    for place in range(0, size - width + 1, 2):
        value = ~(rest ^ begun)
        if held < count or value <= values[held - 1]:
            held = insert(values, places, held, count, value, place, width)
        if place + width + 2 <= size:
            rest = behind(rest, data + place + width) ^ LEFT[0][data[place]] ^ LEFT[1][data[place + 1]]
    return [raw[places[i]:places[i] + width] for i in range(held)]


cdef Py_ssize_t insert(
    uint* values, Py_ssize_t* places, Py_ssize_t held, Py_ssize_t count, uint value, Py_ssize_t place, Py_ssize_t width
) noexcept:
    """Put a value where it belongs; gives how many are held.

    Of pieces with one value the last stays, where those at places that are a multiple of their width come first, then
    those two bytes behind such a place, and so on.
    """
    cdef Py_ssize_t i = held
    while i > 0 and values[i - 1] > value:
        i -= 1
    if i > 0 and values[i - 1] == value:
        if place % width >= places[i - 1] % width:
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


cdef extern from *:
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4 character) noexcept nogil
    bint PyUnicode_IS_ASCII(str text)

ctypedef unsigned short ushort

ctypedef fused character:
    uchar
    ushort
    uint

cdef enum:
    # Places in the tables of words' first two or three characters, far more than there are words.
    PLACES = 8192
    GROUPS = 32
    WORDS = 60_000
    LONGEST_WORD = 64
    # In place of a character: one that Python has to make lower, with what is beside it.
    UNSURE = 0xFFFFFFFF


cdef inline size_t place_of(uint first, uint second) noexcept nogil:
    return (first * 0x9E5u ^ second * 0x3B1u) & (PLACES - 1)


cdef inline size_t place_of_three(uint first, uint second, uint third) noexcept nogil:
    return (first * 0x9E5u ^ second * 0x3B1u ^ third * 0x125u) & (PLACES - 1)


cdef inline uint lower_of(uint c) noexcept nogil:
    if c < 0x80:
        return c + 32 if 65 <= c <= 90 else c
    # No letter of these scripts has a lower case.
    if 0x2E80 <= c < 0xA640 or 0xAC00 <= c < 0xFB00:
        return c
    # The one letter that becomes two, and the one whose form depends on what is beside it.
    if c == 0x130 or c == 0x3A3:
        return UNSURE
    return <uint> Py_UNICODE_TOLOWER(<Py_UCS4> c)


cdef struct Word:
    uint characters[LONGEST_WORD]
    Py_ssize_t size
    uint group
    # One more than the place of the next word that begins with such characters; 0 for none.
    ushort next


cdef class WordFinder:
    """``finding.lines_holding`` for many groups of words at once, in one pass over each line."""

    cdef uchar alone[TABLE]
    # Where the words of two characters are, and by their first three the longer ones.
    cdef ushort pairs[PLACES]
    cdef ushort starts[PLACES]
    cdef ushort single
    cdef Word* words
    cdef Py_ssize_t count
    cdef Py_ssize_t longest[GROUPS]
    cdef Py_ssize_t groups
    # Groups, a bit each, that are looked for in lines of ASCII alone, and in those of other scripts than eastern.
    cdef uint ascii
    cdef uint western

    def __cinit__(self, list groups not None):
        cdef Py_ssize_t group, many = sum([len(words) for words, _, _ in groups])
        memset(self.alone, 0, sizeof(self.alone))
        memset(self.pairs, 0, sizeof(self.pairs))
        memset(self.starts, 0, sizeof(self.starts))
        self.groups = len(groups)
        if self.groups > GROUPS or many > WORDS:
            raise ValueError("there are too many words or groups of them")
        self.words = <Word*> PyMem_Malloc((many or 1) * sizeof(Word))
        if self.words == NULL:
            raise MemoryError
        for group, (words, longest, eastern) in enumerate(groups):
            self.longest[group] = longest
            if not eastern:
                self.western |= 1u << group
                if any([word.isascii() for word in words]):
                    self.ascii |= 1u << group
            for word in words:
                self.add(word, 1u << group)

    def __dealloc__(self):
        PyMem_Free(self.words)

    cdef int add(self, str text, uint group) except -1:
        cdef Py_ssize_t size = len(text), i
        cdef Word* word = &self.words[self.count]
        if not 0 < size <= LONGEST_WORD or ord(max(text)) >= TABLE:
            raise ValueError("a word has 1 to 64 characters, none beyond U+FFFF")
        for i in range(size):
            word.characters[i] = <uint> text[i]
        word.size, word.group = size, group
        self.count += 1
        if size == 1:
            self.alone[word.characters[0]] = 1
            word.next, self.single = self.single, <ushort> self.count
        elif size == 2:
            i = place_of(word.characters[0], word.characters[1])
            word.next, self.pairs[i] = self.pairs[i], <ushort> self.count
        else:
            i = place_of_three(word.characters[0], word.characters[1], word.characters[2])
            word.next, self.starts[i] = self.starts[i], <ushort> self.count
        return 0

    def find(self, list lines not None):
        """For each group the places of the lines that hold one of its words."""
        cdef list found = [[] for _ in range(self.groups)]
        cdef Py_ssize_t i, group
        cdef uint held
        for i in range(len(lines)):
            held = self.held(lines[i])
            group = 0
            while held:
                if held & 1:
                    (<list> found[group]).append(i)
                held >>= 1
                group += 1
        return found

    cdef uint held(self, str line) except? 0xFFFFFFFF:
        """The groups, a bit each, of which a word is in the line."""
        cdef Py_ssize_t size = len(line), group
        cdef uint asked = 0, found = 0
        for group in range(self.groups if size else 0):
            if size <= self.longest[group]:
                asked |= 1u << group
        if PyUnicode_IS_ASCII(line):
            asked &= self.ascii
        elif asked & ~self.western and not is_eastern(line):
            asked &= self.western
        if not asked or self.look(line, asked, &found):
            return found
        self.look(line.lower(), asked, &found)
        return found

    cdef bint look(self, str line, uint asked, uint* found) noexcept:
        """Look for words of groups in a line; false where that takes lower case as only Python makes it."""
        cdef int kind = PyUnicode_KIND(line)
        cdef const void* data = PyUnicode_DATA(line)
        if kind == 1:
            return self.scan[uchar](<const uchar*> data, len(line), asked, found)
        if kind == 2:
            return self.scan[ushort](<const ushort*> data, len(line), asked, found)
        return self.scan[uint](<const uint*> data, len(line), asked, found)

    cdef bint scan(self, const character* s, Py_ssize_t size, uint asked, uint* found) noexcept nogil:
        """The same in a text whose characters are so wide, which stands between two line breaks."""
        cdef Py_ssize_t at
        # No word holds the character that stands before the first line break.
        cdef uint first = 0, before = 10, c, missing = asked
        cdef ushort next
        cdef const Word* word
        for at in range(size + 1):
            c = lower_of(s[at]) if at < size else 10
            if c == UNSURE:
                return False
            next = self.pairs[place_of(before, c)]
            if next:
                missing &= ~self.begun(next, missing, s, size, at - 1)
            next = self.starts[place_of_three(first, before, c)]
            if next:
                missing &= ~self.begun(next, missing, s, size, at - 2)
            if c < TABLE and self.alone[c]:
                next = self.single
                while next:
                    word = &self.words[next - 1]
                    if word.characters[0] == c:
                        missing &= ~word.group
                    next = word.next
            first, before = before, c
        found[0] = asked ^ missing
        return True

    cdef uint begun(
        self, ushort next, uint missing, const character* s, Py_ssize_t size, Py_ssize_t at
    ) noexcept nogil:
        """The groups of those words of a row, of groups still missing, that stand in a text at a place."""
        cdef uint found = 0
        cdef const Word* word
        while next:
            word = &self.words[next - 1]
            if word.group & missing and stands(word, s, size, at):
                found |= word.group
            next = word.next
        return found


cdef bint is_eastern(str line) noexcept:
    """Whether Han, kana or hangul are in a line."""
    cdef Py_ssize_t at
    cdef const ushort* pairs
    cdef const uint* fours
    if PyUnicode_KIND(line) == 2:
        pairs = <const ushort*> PyUnicode_DATA(line)
        for at in range(len(line)):
            if 0x3040 <= pairs[at] <= 0x9FFF or 0xAC00 <= pairs[at] <= 0xD7A3:
                return True
    elif PyUnicode_KIND(line) == 4:
        fours = <const uint*> PyUnicode_DATA(line)
        for at in range(len(line)):
            if 0x3040 <= fours[at] <= 0x9FFF or 0xAC00 <= fours[at] <= 0xD7A3:
                return True
    return False


cdef bint stands(const Word* word, const character* s, Py_ssize_t size, Py_ssize_t at) noexcept nogil:
    """Whether a word stands in a text at a place, which may be the line break before it."""
    cdef Py_ssize_t i
    cdef uint c
    if at < -1 or at + word.size > size + 1:
        return False
    for i in range(word.size):
        c = lower_of(s[at + i]) if 0 <= at + i < size else 10
        if c != word.characters[i]:
            return False
    return True
