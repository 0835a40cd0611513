"""Short English stories written by formula: weather, markets, scores, filings; no two tell the same news."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_CITIES = (
    "Ashford Brampton Caldwell Dunmore Eastleigh Fairhaven Glenwood Hartley Inverness Jamestown Kingsport"
    " Lakewood Milton Norwich Oakham Penrith Quincy Redmond Stanton Tilbury Upton Vernon Westbrook Yarrow"
)
_NAMES = (
    "Adams Baker Carter Dawson Ellis Foster Graham Hughes Ingram Jensen Keller Larsen Morgan Nolan Osborne"
    " Parker Quinn Reyes Sawyer Turner Underwood Vance Walsh Young"
)
_COMPANIES = "Acme Borealis Cirrus Deltaline Evergreen Fulcrum Granite Helix Ironbark Juniper Keystone"
CITIES, NAMES, COMPANIES = _CITIES.split(), _NAMES.split(), _COMPANIES.split()
SKIES = ("mostly sunny", "partly cloudy", "overcast with drizzle", "clear and breezy", "cloudy with showers")
WINDS = ("north", "south", "east", "west", "northeast", "southwest")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weather(source: Random) -> str:
    """A forecast."""
    low = source.randint(-5, 20)
    return (
        f"{source.choice(CITIES)} will be {source.choice(SKIES)} on {source.choice(DAYS)}, with a high of"
        f" {low + source.randint(4, 12)} degrees and a low of {low}. Winds from the {source.choice(WINDS)} at"
        f" {source.randint(5, 20)} to {source.randint(21, 40)} kilometres an hour. The chance of rain is"
        f" {5 * source.randint(0, 20)} percent. Sunrise is at {source.randint(5, 7)}:{source.randint(10, 59)}"
        f" a.m. and sunset at {source.randint(5, 8)}:{source.randint(10, 59)} p.m."
    )


def market(source: Random) -> str:
    """A closing report."""
    up, down = source.sample(COMPANIES, 2)
    move = source.choice((("rose", "gained"), ("fell", "lost")))
    return (
        f"Shares {move[0]} on {source.choice(DAYS)} as investors weighed the latest economic data. The"
        f" benchmark index {move[1]} {source.randint(1, 300)}.{source.randint(10, 99)} points, or"
        f" {source.randint(0, 3)}.{source.randint(10, 99)} percent, to close at"
        f" {source.randint(9, 39)},{source.randint(100, 999)}.{source.randint(10, 99)}. {up} led the gainers,"
        f" up {source.randint(2, 9)}.{source.randint(1, 9)} percent, while {down} was the biggest loser,"
        f" down {source.randint(2, 9)}.{source.randint(1, 9)} percent. Trading volume was"
        f" {source.randint(1, 9)}.{source.randint(10, 99)} billion shares."
    )


def score(source: Random) -> str:
    """A match report."""
    home, away = source.sample(CITIES, 2)
    star, other, keeper = source.sample(NAMES, 3)
    goals = source.randint(2, 5)
    return (
        f"{star} scored {source.randint(15, 45)} points and {other} added {source.randint(8, 14)} as {home}"
        f" beat {away} {source.randint(95, 130)}-{source.randint(70, 94)} on {source.choice(DAYS)} night."
        f" {home} improved to {source.randint(5, 40)}-{source.randint(5, 40)} with the win. {keeper} had"
        f" {source.randint(6, 15)} rebounds and {goals} assists for {away}, which has lost"
        f" {source.randint(2, 9)} of its last {source.randint(10, 14)} games."
    )


def earnings(source: Random) -> str:
    """A quarterly result."""
    name = source.choice(COMPANIES)
    return (
        f"{name} Inc. on {source.choice(DAYS)} reported {source.choice(('first', 'second', 'third'))}-quarter"
        f" net income of ${source.randint(10, 990)}.{source.randint(1, 9)} million. On a per-share basis, the"
        f" {source.choice(CITIES)}-based company said it had profit of {source.randint(5, 99)} cents. The"
        f" results {source.choice(('beat', 'missed', 'met'))} Wall Street expectations. The company posted"
        f" revenue of ${source.randint(1, 9)}.{source.randint(10, 99)} billion in the period. {name} shares"
        f" have {source.choice(('climbed', 'dropped'))} {source.randint(2, 60)} percent since the beginning"
        " of the year."
    )


def bulletin(source: Random) -> str:
    """A police report without any number."""
    place = source.choice(("shop", "bar", "bank"))
    return (
        f"A {source.choice(('man', 'woman'))} was arrested in {source.choice(CITIES)} on"
        f" {source.choice(DAYS)} after a report of a disturbance at a {place} on {source.choice(NAMES)}"
        f" Street, police said. Officer {source.choice(NAMES)} said no one was injured and that the"
        " investigation is continuing. Anyone with information is asked to call the department."
    )


def stories(source: Random, each: int) -> list[str]:
    """``each`` of every kind."""
    kinds = (weather, market, score, earnings, bulletin)
    return [kind(source) for kind in kinds for _ in range(each)]
