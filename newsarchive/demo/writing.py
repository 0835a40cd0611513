"""Writes the stories of the portal: each from the seed and its own number alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from newsarchive.demo.grammar import Voice
from newsarchive.demo.records import Layout, Picture, Section, Story, slugify

FIRST_NUMBER = 426000
# The day of the newest story of edition 0 when 320 are written; fixed so that every run gives the same dates.
NEWEST = datetime(2026, 5, 31, 20, 0, tzinfo=UTC)
BETWEEN_STORIES = timedelta(hours=4, minutes=20)
BEIJING = timezone(timedelta(hours=8))
LONDON = timezone(timedelta(hours=1))
OLD_TIMES = timedelta(days=365 * 19)
STORIES_DATED_FROM = 320

SECTIONS = (
    *(
        Section(slug, name, "zh", Layout.CARDS)
        for slug, name in (
            ("qiche", "汽车"),
            ("licai", "理财"),
            ("keji", "科技"),
            ("youxi", "游戏"),
            ("hulianwang", "互联网"),
            ("caijing", "财经"),
            ("kexue", "科学"),
            ("shehui", "社会"),
            ("jiankang", "健康"),
            ("jiaoyu", "教育"),
        )
    ),
    Section("wenshi", "文史", "zh", Layout.TABLES),
    Section("world", "World", "en", Layout.SEMANTIC),
    Section("business", "Business", "en", Layout.SEMANTIC),
    Section("science", "Science", "en", Layout.SEMANTIC),
)
# What a paragraph may be made of: each letter names a kind of sentence in the word bank.
SHAPES = (
    "detail detail",
    "detail quote",
    "data detail",
    "quote detail",
    "back detail",
    "detail data",
    "view detail",
)


def write_story(seed: int, ordinal: int) -> Story:
    """The ``ordinal``-th story of the portal (0 is the oldest), before any later edit."""
    section = SECTIONS[ordinal % len(SECTIONS)]
    original = ordinal - len(SECTIONS)
    if ordinal % 60 == 59 and section.layout is Layout.CARDS and original >= 0:
        return _repost(write_story(seed, original), seed, ordinal)
    random = Random(f"{seed}/{ordinal}")  # noqa: S311 - deterministic text, nothing secret
    voice = Voice(section.language, section.slug, random)
    title = _capital(voice.say("title"))
    paragraphs, subheads = _paragraphs(voice, random, section)
    when = _when(ordinal, section)
    return Story(
        number=FIRST_NUMBER + ordinal,
        section=section,
        title=title,
        slug=slugify(title),
        when=when,
        authors=_authors(voice, random, section),
        source=None if section.layout is Layout.SEMANTIC else voice.say("outlet"),
        editor=None if section.layout is Layout.SEMANTIC else _someone(voice, section),
        paragraphs=paragraphs,
        subheads=subheads,
        images=_pictures(voice, random, FIRST_NUMBER + ordinal, section, len(paragraphs), subheads),
        tags=(voice.say("topic"), voice.say("city")) if section.layout is not Layout.CARDS else (),
        poster=_someone(Voice("zh", "keji", random), SECTIONS[0]),
        splits=_splits(random, section, len(paragraphs), subheads),
    )


def revise(story: Story, seed: int, edition: int) -> Story:
    """The story as ``edition`` edits it: a new headline for odd numbers, an added paragraph for even ones."""
    random = Random(f"{seed}/{story.number}/{edition}")  # noqa: S311 - deterministic text, nothing secret
    voice = Voice(story.section.language, story.section.slug, random)
    modified = NEWEST + timedelta(days=edition)
    if story.number % 2:
        return replace(story, title=_capital(voice.say("title")), modified=modified)
    update = _capital(voice.say("update"))
    return replace(story, paragraphs=(*story.paragraphs, update), modified=modified)


def _when(ordinal: int, section: Section) -> datetime:
    instant = NEWEST - BETWEEN_STORIES * (STORIES_DATED_FROM - 1 - ordinal)
    if section.layout is Layout.TABLES:
        return (instant - OLD_TIMES).astimezone(BEIJING).replace(second=0)
    return instant.astimezone(LONDON if section.language == "en" else BEIJING)


def _paragraphs(voice: Voice, random: Random, section: Section) -> tuple[tuple[str, ...], frozenset[int]]:
    join = "" if section.language == "zh" else " "
    lines = [_join(voice, join, "lead")]
    subheads: set[int] = set()
    # English patterns are fewer: shorter texts keep unrelated stories from resembling each other.
    most = 4 if section.language == "zh" else 2
    for part in range(random.randint(2, 3)):
        if part:
            subheads.add(len(lines))
            lines.append(_capital(voice.say("subhead")))
        shapes = random.sample(SHAPES, random.randint(2, most))
        lines.extend(_join(voice, join, *shape.split()) for shape in shapes)
    lines.append(_join(voice, join, "view", "close"))
    return tuple(lines), frozenset(subheads)


def _join(voice: Voice, space: str, *symbols: str) -> str:
    return space.join(_capital(voice.say(symbol)) for symbol in symbols)


def _capital(sentence: str) -> str:
    start = 1 if sentence[:1] == "“" else 0
    return sentence[:start] + sentence[start : start + 1].upper() + sentence[start + 1 :]


def _someone(voice: Voice, section: Section) -> str:
    if section.language == "en":
        return f"{voice.say('first')} {voice.say('last')}"
    return voice.say("surname") + voice.say("given")


def _authors(voice: Voice, random: Random, section: Section) -> tuple[str, ...]:
    return tuple(_someone(voice, section) for _ in range(1 if random.random() < 0.75 else 2))


def _pictures(
    voice: Voice, random: Random, number: int, section: Section, length: int, subheads: frozenset[int]
) -> tuple[Picture, ...]:
    """Up to three pictures, never directly before or after a subheading."""
    free = [at for at in range(1, length) if at not in subheads and at - 1 not in subheads]
    places = sorted(random.sample(free, random.choice((0, 1, 1, 2, 2, 3))))
    suffix = ("png", "gif")[number % 2]
    return tuple(
        Picture(
            path=f"/upload/{number // 100}/{number}-{index}.{suffix}",
            caption=_capital(voice.say("photo")) if section.layout is not Layout.CARDS else None,
            credit=voice.say("credit") if section.layout is not Layout.TABLES else None,
            position=position,
        )
        for index, position in enumerate(places, 1)
    )


def _splits(random: Random, section: Section, length: int, subheads: frozenset[int]) -> tuple[int, ...]:
    """Where a story breaks into pages: about one in nine of the cards layout has two or three."""
    if section.layout is not Layout.CARDS or random.random() > 0.11:
        return ()
    pages = random.choice((2, 2, 3))
    ends = (length * page // pages for page in range(1, pages))
    # A page does not end with a subheading: that begins the next one.
    return tuple(end - 1 if end - 1 in subheads else end for end in ends)


def _repost(original: Story, seed: int, ordinal: int) -> Story:
    """The original under another number, date, writer and pen name, with a sentence or two changed."""
    random = Random(f"{seed}/{ordinal}")  # noqa: S311 - deterministic text, nothing secret
    voice = Voice(original.section.language, original.section.slug, random)
    body = list(original.paragraphs)
    body[0] = body[0].replace("。", f"。{voice.say('hedge')}，这件事还在继续。", 1)
    return replace(
        original,
        number=FIRST_NUMBER + ordinal,
        when=_when(ordinal, original.section),
        authors=_authors(voice, random, original.section),
        editor=_someone(voice, original.section),
        poster=_someone(voice, original.section),
        paragraphs=tuple(body),
        images=(),
        splits=(),
        repost_of=original.path,
    )
