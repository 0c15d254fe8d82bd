"""One question of every kind, as rich as the neutral form allows."""

from decimal import Decimal

from quizzes.choices import Marking
from quizzes.items import (
    Cloze,
    Criterion,
    Drill,
    Essay,
    Gap,
    Item,
    Kprim,
    Level,
    MatchChoice,
    Matching,
    MatchMarking,
    Media,
    MultipleChoice,
    Numeric,
    NumericAnswer,
    Option,
    Ordering,
    OrderMarking,
    Part,
    Prompt,
    Rubric,
    ShortText,
    SingleChoice,
    Statement,
    TextAnswer,
    Tolerance,
    Unit,
    UnitRule,
    Upload,
    keys_for,
    true_or_false,
)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f8ff9f0100"
    "05fe02fea72d9d9a0000000049454e44ae426082"
)
PICTURE = Media.of("peta.png", "image/png", PNG, alt="Peta Bitung")
STEM = "<p>Apa arti <strong>SMRT</strong>, {pilih} = # ~ : \\ &amp; &lt;kurung&gt;?</p>"


def options(*rows: tuple[str, str, str], last: str = "") -> tuple[Option, ...]:
    """Rows of text, share, and remark."""
    keys = keys_for([text for text, _share, _said in rows])
    return tuple(
        Option(key=key, text=text, fraction=Decimal(share), feedback=said, last=text == last)
        for key, (text, share, said) in zip(keys, rows, strict=True)
    )


def single(**changes: object) -> Item:
    given = {
        "stem": STEM,
        "feedback": "<p>Sejak 2018.</p>",
        "name": "Kepanjangan",
        "external_id": "H-1]",
        "topic": ("Humas", "Dasar/awal"),
        "tags": ("mudah", "2020"),
        "options": options(
            ("Social = Media", "0", "Kurang #1"), ("Team {x}", "1", ""), ("[tidak] %50% & <b>", "0", "")
        ),
    }
    return SingleChoice(**{**given, **changes})  # type: ignore[arg-type]


def multiple(method: Marking = Marking.SUM_OF_FRACTIONS) -> Item:
    shares = {
        Marking.SUM_OF_FRACTIONS: ("0.5", "0.5", "-0.33333"),
        Marking.ALL_OR_NOTHING: ("1", "1", "0"),
        Marking.RIGHT_MINUS_WRONG: ("1", "1", "0"),
    }[method]
    rows = zip(("satu", "dua", "tiga"), shares, ("", "ya", ""), strict=True)
    return MultipleChoice(stem="<p>Pilih dua</p>", name="Dua", options=options(*rows), method=method)


def cloze() -> Item:
    half = TextAnswer(pattern="sungai", fraction=Decimal("0.5"))
    text = ShortText(stem="", answers=(TextAnswer(pattern="lau#t}", feedback="ya~"), half))
    target = NumericAnswer(value=Decimal("7.5"), tolerance=Decimal("0.25"))
    number = Numeric(stem="", answers=(target,), otherwise="salah")
    choice = SingleChoice(stem="", options=options(("darat", "0", ""), ("kapal & <perahu>", "1", "")), shuffle=False)
    gaps = (Gap(key="1", item=text), Gap(key="2", item=number, weight=Decimal(2)), Gap(key="3", item=choice))
    return Cloze(stem="<p>Air [[1]], pH [[2]], naik [[3]].</p>", name="Rumpang", gaps=gaps)


def plain_cloze() -> Item:
    half = TextAnswer(pattern="sungai", fraction=Decimal("0.5"))
    text = ShortText(stem="", answers=(TextAnswer(pattern="laut"), half))
    choice = SingleChoice(stem="", options=options(("darat", "0", ""), ("kapal", "1", "")), shuffle=True)
    gaps = (Gap(key="1", item=text), Gap(key="2", item=choice))
    return Cloze(stem="<p>Air [[1]], naik [[2]].</p>", gaps=gaps, marks=Decimal(2))


def whole_cloze() -> Item:
    text = ShortText(stem="", answers=(TextAnswer(pattern="laut"), TextAnswer(pattern="samudra")))
    choice = SingleChoice(stem="", options=options(("darat", "0", ""), ("kapal", "1", "")))
    gaps = (Gap(key="1", item=text), Gap(key="2", item=choice))
    return Cloze(stem="<p>Air [[1]], naik [[2]].</p>", gaps=gaps, marks=Decimal(2))


def matching(**changes: object) -> Item:
    lefts, rights = ("KSOP & UPP", "Distrik = Navigasi"), ("Bitung -> Sulut", "Ambon", "Jakarta")
    left, right = keys_for(lefts), keys_for(rights)
    given = {
        "stem": "<p>Jodohkan</p>",
        "prompts": tuple(
            Prompt(key=key, text=text, right=right[place])
            for place, (key, text) in enumerate(zip(left, lefts, strict=True))
        ),
        "choices": tuple(MatchChoice(key=key, text=text) for key, text in zip(right, rights, strict=True)),
    }
    return Matching(**{**given, **changes})  # type: ignore[arg-type]


def ordering(marking: OrderMarking = OrderMarking.IN_PLACE) -> Item:
    texts = ("Periksa", "Susun", "Terbitkan")
    parts = tuple(Part(key=key, text=text) for key, text in zip(keys_for(texts), texts, strict=True))
    return Ordering(stem="<p>Urutkan</p>", name="Urutan", parts=parts, marking=marking)


def kprim(said: str = "") -> Item:
    texts = ("Satu", "Dua", "Tiga", "Empat")
    rows = tuple(
        Statement(key=key, text=text, is_true=place % 2 == 0, feedback=said)
        for place, (key, text) in enumerate(zip(keys_for(texts), texts, strict=True))
    )
    return Kprim(stem="<p>Nilai pernyataan</p>", statements=rows)


def true_false() -> Item:
    said = {"feedback_for_true": "Bukan", "feedback_for_false": "Ya"}
    return true_or_false(stem="<p>Benar?</p>", statement_is_true=False, **said)


def short_text(**changes: object) -> Item:
    answers = (
        TextAnswer(pattern="Pasal 10*", feedback="Tepat: ya"),
        TextAnswer(pattern="pasal", fraction=Decimal("0.5")),
    )
    given = {"stem": "<p>Pasal?</p>", "answers": answers, "otherwise": "Bukan"}
    return ShortText(**{**given, **changes})  # type: ignore[arg-type]


def numeric(**changes: object) -> Item:
    answers = (
        NumericAnswer(value=Decimal("1500.25"), tolerance=Decimal("0.5"), feedback="Tepat"),
        NumericAnswer(value=Decimal("1500"), tolerance=Decimal("10"), fraction=Decimal("0.5")),
    )
    given = {"stem": "<p>Berapa?</p>", "answers": answers, "otherwise": "Jauh"}
    return Numeric(**{**given, **changes})  # type: ignore[arg-type]


def with_units() -> Item:
    return numeric(
        answers=(NumericAnswer(value=Decimal(100), tolerance=Decimal("0.1"), kind=Tolerance.RELATIVE),),
        unit_rule=UnitRule.REQUIRED,
        units=(Unit(name="m"), Unit(name="cm", factor=Decimal(100))),
        unit_penalty=Decimal("0.5"),
        otherwise="",
    )


def essay() -> Item:
    return Essay(
        stem="<p>Jelaskan</p>", lines=5, least_words=50, most_words=200, template="Yth.", notes_for_markers="Cek; nada"
    )


def upload() -> Item:
    return Upload(stem="<p>Unggah</p>", most_files=2, kinds=("pdf", "docx"), notes_for_markers="Cek")


def pictured() -> Item:
    stem = f'<p>Lihat <img src="media:{PICTURE.sha256}" alt="Peta Bitung"></p>'
    rows = (
        Option(key=keys_for(["Ini"])[0], text="Ini", fraction=Decimal(1), media=PICTURE.sha256),
        Option(key=keys_for(["Itu"])[0], text="Itu"),
    )
    return SingleChoice(stem=stem, options=rows, media=(PICTURE,))


def drill() -> Item:
    return Drill(stem="<p>Siap?</p>", scenario="<p>Hoaks</p>")


def with_rubric() -> Item:
    levels = (Level(points=Decimal(0), text="tidak"), Level(points=Decimal(2), text="ya"))
    return Essay(stem="<p>Jelaskan</p>", rubric=Rubric(criteria=(Criterion(key="a", title="Nada", levels=levels),)))


EVERY_KIND: dict[str, Item] = {
    "single": single(),
    "single, in order, last": single(
        shuffle=False, options=options(("a", "0", ""), ("b", "1", ""), ("semua", "0", ""), last="semua")
    ),
    "single, words alone": single(stem="Apa <strong>itu</strong>?<ul><li>a</li></ul>", tags=()),
    "single, bold first": single(stem="<strong>Apa</strong> itu?", tags=()),
    "single, pictured": pictured(),
    "sum of fractions": multiple(),
    "all or nothing": multiple(Marking.ALL_OR_NOTHING),
    "right minus wrong": multiple(Marking.RIGHT_MINUS_WRONG),
    "true or false": true_false(),
    "kprim": kprim(),
    "short text": short_text(),
    "short text, strict": short_text(case_matters=True, fold_accents=True, fold_punctuation=True, otherwise=""),
    "short text, plain": short_text(
        answers=(TextAnswer(pattern='cepat & "tepat"'), TextAnswer(pattern="\\*", fraction=Decimal("0.5"))),
        otherwise="",
    ),
    "numeric": numeric(),
    "numeric, plain": numeric(answers=(NumericAnswer(value=Decimal("-3.50")),), otherwise=""),
    "numeric, one tolerance": numeric(
        answers=(NumericAnswer(value=Decimal("3.5"), tolerance=Decimal("0.05")),), otherwise=""
    ),
    "numeric, geometric": numeric(
        answers=(NumericAnswer(value=Decimal(200), tolerance=Decimal(1), kind=Tolerance.GEOMETRIC),), otherwise=""
    ),
    "numeric, units": with_units(),
    "matching": matching(),
    "matching, whole": matching(marking=MatchMarking.ALL_OR_NOTHING, shuffle=False),
    "ordering": ordering(),
    "ordering, whole": ordering(OrderMarking.ALL_OR_NOTHING),
    "ordering, run": ordering(OrderMarking.LONGEST_RUN),
    "cloze": cloze(),
    "cloze, plain": plain_cloze(),
    "cloze, whole": whole_cloze(),
    "essay": essay(),
    "upload": upload(),
    "rubric": with_rubric(),
    "drill": drill(),
    "worth 2.5": single(marks=Decimal("2.5")),
}
