"""The words that introduce or name a picture's rights holder, in the languages of the press."""

from __future__ import annotations

# Read off captions of newspapers in these languages. IPTC Photo Metadata names the same notions: Creator,
# Credit Line, Copyright Notice, Source. Each entry is a regular expression, matched without regard to case.
PICTURE_NOUNS = (
    # English, French, Spanish, Portuguese, Italian
    r"photos?(?:graph(?:s|y|er|ie|e)?)?|pictures?|pics?|images?|illustrations?|graphics?|screenshots?|file",
    r"fotografi?a|fotógrafo|fotografía|fotos?|im[aá]gen(?:es)?|imagem|imagens|immagin[ei]",
    # German, Dutch, the Nordic languages
    r"(?:symbol|archiv|agentur|beispiel|presse|handout|titel)?(?:foto|bild)(?:s|er|montage|grafie|graf)?",
    r"(?:foto|bild)(?:quelle|rechte|nachweis|credits?)|(?:info)?grafik(?:er)?|aufnahme|bildautor",
    r"fotografi|fotografie|beeld|afbeelding|bilde[rt]?|arkivfoto|kuvat?|kuvaaja",
    # Central and eastern Europe, Greece, Turkey
    r"fot|zdj[eę]cie|snímek|fotografij[ea]|fotó|k[eé]p|fotoğraf|görsel|nuotrauka",
    r"фото(?:графи[яи]|граф)?|снимк[аи]|світлина|φωτογραφία|φωτ[οό]",
    # Asia and Africa
    r"gambar|ảnh|isithombe|umfanekiso|picha|صورة|الصورة|تصوير|عکس|צילום|फोटो|तस्वीर",
    r"写真|画像|사진|자료|자료사진|ภาพ(?:จาก|โดย|ถ่าย)?|फ़ोटो|तस्वीर",
)
CREDIT_NOUNS = (
    r"credits?|copyright|cr[eé]dit(?:o|os|s)?|crediti|courtesy|rechte|rights|קרדיט|साभार",
    r"撮影|提供|出典|출처|제공",
)
SOURCE_NOUNS = (
    r"sources?|quelle|fuente|fonte|bron|kilde|källa|lähde|źródło|zdroj|forrás|sursa|kaynak|izvor|vir|avots",
    r"allikas|sumber|nguồn|πηγή|источник|джерело|източник|المصدر|autore?|ที่มา|来源|來源",
)
# Agencies and picture libraries, matched with regard to case.
AGENCIES = (
    r"AP(?: Photo)?|Associated Press|AFP|Reuters|REUTERS|Getty(?: Images)?|dpa|DPA|APA|EPA|EFE|ANSA",
    r"K(?:eystone|EYSTONE)|[Ii]mago|IMAGO|[Pp]icture[ -][Aa]lliance|ddp|epd|KNA|SWNS|AKG|Corbis",
    r"PA(?: Wire| Images| Media)?|Press Association|Depositphotos|Dreamstime|Flickr|ASSOCIATED PRESS",
    r"Shutterstock|Alamy|i[Ss]tock(?:photo)?|[Aa]dobe ?[Ss]tock|[Uu]nsplash|[Pp]exels|[Pp]ixabay",
    r"Wikimedia(?: Commons)?|Wikipedia|EyeEm|Bloomberg|NurPhoto|LightRocket|WireImage|Contour|Xinhua",
    r"Anadolu(?: Agency| Images)?|S[Ii][Pp][Aa](?: Press)?|MAXPPP|Hans Lucas|Magnum Photos|Bestimage",
    r"ANP|Belga|NTB|Scanpix|Ritzau|Lehtikuva|PAP|ČTK|MTI|TASS|ТАСС|РИА Новости|Sputnik|Europa Press",
    r"LaPresse|Backgrid|Rex Features|Z(?:uma|UMA)(?: Press)?|USA T(?:oday|ODAY)|Action Images|Icon Sport",
    r"Yonhap|Kyodo|Jiji|AAP|UPI|Gallo Images|PTI|ANI|Antara|Bernama|CNS|VCG|IC ?[Pp]hoto",
    r"ＡＰ|ＡＦＰ|ロイター|ゲッティ|共同(?:通信社)?|時事(?:通信)?|연합뉴스|뉴시스|뉴스1|로이터",
    r"新华社|新華社|中新社|新华网|人民网|视觉中国|視覺中國|东方IC|人民视觉|摄图网|图虫(?:创意)?",
    r"(?:人民|光明|中新|正义)图片|澎湃影像|CFP|cnsphoto|VCG\d{0,12}|海洛创意|站酷海洛|路透社?|法新社|美联社|美聯社|中央社|達志影像",
    r"الأناضول|رويترز|الفرنسية|فرانس برس|أسوشيتد برس|غيتي(?: إيميجز)?|سبوتنيك|الألمانية|رويتر|ایرنا|ایسنا",
    r"רויטרס|אי־פי|איי-פי|फ्रांस प्रेस|पीटीआई|एएनआई|रॉयटर्स|एएफपी|Ρόιτερς|ΑΠΕ(?:-ΜΠΕ)?",
    r"Рейтер|УНІАН|Укринформ|Укрінформ",
)
# What stands in a credit line for a holder who is not named.
UNNAMED = (
    r"supplied(?: images?)?|handout|contributed|submitted|provided|privat[eo]?|zvg|uncredited|divulgação",
    r"reprodução|cedida|pool|file|stock|screenshot|sithunyelwe|dok(?:umentasi)?\b\.?\s?.{2,40}",
)
# What stands at a caption's end in brackets and is no credit.
REMARKS = (
    r"l|r|m|li|re|left|right|links|rechts|mitte|oben|unten|center|centre|above|below|pictured|undated",
    r"archiv|archivbild|archivfoto|symbolbild|symbolfoto|symbolic|file photo|stock image|illustration",
    r"must watch|just watched|watch|live",
    r"网络|網路|互联网|视频截图|截图|视频|网友",
    r"(?:资料|資料|檔案|档案|示意|网络|網路|網上|网上|合成|设计|設計|設計概念)(?:图|圖|照)?(?:片|像)?",
)
# Chinese and Japanese put the word behind the name: 张三 摄, 某某供图.
SUFFIXES = (r"摄影报道|摄影|攝影|摄制|摄|攝|供图|供圖|制图|製圖|撮影|(?<=\s)[图圖]",)
CHINESE_LABELS = (
    (
        r"(?:本文|以上|以下|文中|题|題|封面|头|頭|配|插|首)?(?:图片|圖片|照片|图|圖|影像|摄影|攝影|翻攝|翻摄|供图|供圖|制图|製圖|绘图)"
        r"(?:(?:版权|版權)?(?:来源|來源|提供)|源|自)?"
    ),
)


def any_of(*vocabularies: tuple[str, ...]) -> str:
    """One group that matches any entry of the vocabularies."""
    return "(?:" + "|".join(entry for words in vocabularies for entry in words) + ")"
