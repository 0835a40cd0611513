"""Names of the months in the languages of the news, found by the stem that a written form begins with."""

from __future__ import annotations

import unicodedata

# One row a month; stems are lower-case, without combining marks, and long enough to be told apart.
_STEMS = (
    (
        "jan january januar januari janvier gen enero ene sty led янв січ ocak oca tammi ιαν يناير "
        "كانون-الثاني ינואר"
    ),
    "feb february februar fev fevrier fevereiro febrero lut uno фев лют sub subat helmi φεβ فبراير פברואר",
    ("mar march marz maerz mars marzo marco mrt maart bre мар бер mart maalis maret μαρ مارس اذار מרץ מרס"),
    "apr april avr avril abr abril aprile kwi dub апр кві nis nisan huhti απρ ابريل نيسان אפריל",
    "may mai mei mayo maggio mag maj maio kve мая май тра touko μαι مايو ايار מאי",
    "jun june juni juin junio giu giugno cze cerven червен июн чер haz kesa ιουν يونيو حزيران יוני",
    (
        "jul july juli juil juillet julio luglio lug lip cervenec cervence липен июл лип tem temmuz "
        "heina ιουλ يوليو تموز יולי"
    ),
    "aug august aout ago agosto sie srp авг сер agu elo ağu αυγ اغسطس اب אוגוסט agustus",
    (
        "sep sept september septembre set settembre setembro wrz zar сен вер eyl syys σεπ سبتمبر ايلول "
        "ספטמבר szept"
    ),
    "oct okt october octobre اكتوبر ott ottobre out outubro paz rij окт жов eki ekim loka οκτ אוקטובר",
    "nov november noviembre lis ноя лис kas kasim marras νοε نوفمبر נובמבר",
    (
        "dec december dez dezember decembre dic diciembre dicembre des gru pro дек гру ara aralik joulu "
        "δεκ ديسمبر דצמבר"
    ),
)
_BY_STEM = {stem: month for month, stems in enumerate(_STEMS, 1) for stem in stems.split()}


def month_number(name: str) -> int | None:
    """1 to 12 for the name of a month, written out or cut; None for any other word."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = plain.strip(". ").replace("ı", "i")
    for length in range(min(len(plain), 10), 1, -1):
        month = _BY_STEM.get(plain[:length])
        if month and (length > 2 or length == len(plain)):
            return month
    return None
