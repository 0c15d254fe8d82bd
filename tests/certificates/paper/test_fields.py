from typing import Any

import pytest

from certificates.paper.fields import FIELDS, SITUATIONS, check_sentence, filled, holder_lines, situation_of
from certificates.paper.presets import AWARD, FORMAL
from tests.factories.certificates import facts, holder


def test_every_field_is_words_on_the_paper() -> None:
    said = {name: filled(f"{{{name}}}", facts()) for name in FIELDS}

    assert said == {
        "course": "Bimbingan Teknis Social Media Response Team Tahun 2020",
        "batch": "Angkatan I, Yogyakarta",
        "venue": "Hotel Grand Inna Malioboro, Yogyakarta",
        "period": "22 s.d. 24 September 2020",
        "total_jp": "8",
        "organiser": "Direktorat Jenderal Perhubungan Laut",
        "organiser_above": "Kementerian Perhubungan Republik Indonesia",
        "number": "KL.301/001/IX/SMRT/2020",
        "issued_at_place": "Jakarta",
        "issued_on": "30 September 2020",
        "holder.full_name": "Capt. Yohanes Mandagi, S.E., M.Mar.",
        "holder.number": "NIP 19870315 201012 1 003",
        "holder.rank": "Penata (III/c)",
        "holder.position": "Analis Humas",
        "holder.office": "KSOP Kelas II Bitung",
        "role": "peserta",
        "completed": "0",
    }


@pytest.mark.parametrize(
    ("changes", "role"),
    [
        ({"kind": "speaker"}, "narasumber"),
        ({"kind": "speaker", "role": "moderator"}, "moderator"),
        ({"kind": "committee"}, "panitia"),
    ],
)
def test_a_role_is_said_as_it_was_given(changes: dict[str, Any], role: str) -> None:
    assert filled("sebagai {role}", facts(**changes)) == f"sebagai {role}"


def test_brackets_in_what_is_filled_in_mean_nothing() -> None:
    assert filled("di {venue}", facts(venue="{number}")) == "di {number}"


@pytest.mark.parametrize(
    ("changes", "situation"),
    [
        ({}, "passed"),
        ({"passed": False}, "attended"),
        ({"kind": "speaker"}, "speaker"),
        ({"kind": "committee"}, "committee"),
        ({"kind": "office"}, "office"),
        ({"kind": "award"}, "award"),
        ({"kind": "award", "completed": 12}, "office"),
        ({"kind": "something later"}, "attended"),
    ],
)
def test_each_kind_of_paper_has_its_sentence(changes: dict[str, Any], situation: str) -> None:
    assert situation_of(facts(**changes)) == situation


@pytest.mark.parametrize("design", [FORMAL, AWARD])
def test_the_shipped_sentences_hold(design: Any) -> None:
    for situation in SITUATIONS:
        check_sentence(design.sentences[situation].opening)
        check_sentence(design.sentences[situation].closing)


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, ["NIP 19870315 201012 1 003 · Penata (III/c)", "Analis Humas, KSOP Kelas II Bitung"]),
        ({"number_kind": "none"}, ["Penata (III/c)", "Analis Humas, KSOP Kelas II Bitung"]),
        ({"rank": "", "position": ""}, ["NIP 19870315 201012 1 003", "KSOP Kelas II Bitung"]),
        ({"number_kind": "none", "rank": "", "position": "", "office": ""}, []),
    ],
)
def test_what_a_holder_lacks_leaves_no_sign_behind(changes: dict[str, Any], lines: list[str]) -> None:
    assert holder_lines(FORMAL.holder, facts(holder=holder(**changes))) == lines
