import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.captions import check_against, read_captions, transcript_of
from core.webvtt import Captions, CaptionsRefused, Cue, timestamp, write_webvtt

HEAD = "WEBVTT\n\n"
ONE = "00:00:01.000 --> 00:00:02.500\nSelamat pagi.\n"


def cues_of(text: str) -> list[tuple[int, int, str]]:
    return [(cue.start, cue.end, cue.text) for cue in read_captions(text.encode()).cues]


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        (HEAD + ONE, [(1000, 2500, "Selamat pagi.")]),
        ("\ufeff" + HEAD + ONE, [(1000, 2500, "Selamat pagi.")]),
        ("WEBVTT - Dari pelabuhan\nKind: captions\nLanguage: id\n\n" + ONE, [(1000, 2500, "Selamat pagi.")]),
        ((HEAD + ONE).replace("\n", "\r\n"), [(1000, 2500, "Selamat pagi.")]),
        ((HEAD + ONE).replace("\n", "\r"), [(1000, 2500, "Selamat pagi.")]),
        (HEAD + "\n\n\n" + ONE.rstrip(), [(1000, 2500, "Selamat pagi.")]),
        (HEAD + "pembuka\n" + ONE, [(1000, 2500, "Selamat pagi.")]),
        (HEAD + "00:01.000 --> 100:00:02.500\nLama.", [(1000, 360_002_500, "Lama.")]),
        (HEAD + "NOTE hanya untuk kami\nbaris kedua\n\n" + ONE, [(1000, 2500, "Selamat pagi.")]),
        (HEAD + "00:01.000\t-->\t00:02.000\tline:90%\nDua\nbaris", [(1000, 2000, "Dua\nbaris")]),
        (HEAD + "00:01.000 --> 00:02.000\n<v Siti>R&amp;D &lt;3", [(1000, 2000, "<v Siti>R&amp;D &lt;3")]),
        (HEAD + "00:01.000 --> 00:02.000\n<c.kuning>Kata</c> <00:00:01.500>demi", None),
    ],
)
def test_webvtt_is_read(text: str, cues: list[tuple[int, int, str]] | None) -> None:
    found = cues_of(text)

    assert found == (cues or [(1000, 2000, "<c.kuning>Kata</c> <00:00:01.500>demi")])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"WEBVTT\n\n", "There is no cue in the file."),
        (b"x" * (1024 * 1024 + 1), "The file is too large for captions: at most 1 MB."),
        ((HEAD + ONE).encode("utf-16"), "The file is written in UTF-16. Save it as UTF-8, then try again."),
        (
            (HEAD + ONE + "caf\xe9").encode("latin-1"),
            "Line 5: A character is not UTF-8. Save the file as UTF-8, then try again.",
        ),
        (
            (HEAD + "00:01.000 --> 00:02.000\nA\0").encode(),
            "Line 4: The line holds a character that no text has. Is this a file of captions?",
        ),
        (
            (HEAD + "00:01.000 --> 00:02.000\n" + "a" * 501).encode(),
            "Line 4: The line is too long for a screen. Break it into several cues.",
        ),
        (
            b"Selamat pagi",
            'Line 1: The first line must be "WEBVTT", and nothing may stand before it.',
        ),
        (
            ("\n" + HEAD + ONE).encode(),
            'Line 1: The first line must be "WEBVTT", and nothing may stand before it.',
        ),
        (
            ("WEBVTTX\n\n" + ONE).encode(),
            'Line 1: The first line must be "WEBVTT" alone; put what follows it behind a space.',
        ),
        (("WEBVTT\n" + ONE).encode(), 'Line 2: Leave an empty line between "WEBVTT" and the first cue.'),
        (
            (HEAD + "NOTE catatan\n" + ONE).encode(),
            "Line 4: A note holds a cue. Leave an empty line before the cue.",
        ),
        (
            (HEAD + "Selamat pagi").encode(),
            "Line 3: A line of times is missing here, such as 00:00:05.000 --> 00:00:08.000.",
        ),
        (
            (HEAD + "00:00:01,000 --> 00:00:02,500\nA").encode(),
            "Line 3: 00:00:01,000 has a comma before the thousandths. Write a point.",
        ),
        (
            (HEAD + "00:61.000 --> 00:02.500\nA").encode(),
            "Line 3: “00:61.000” is not a time. Write hours:minutes:seconds.thousandths.",
        ),
        (
            (HEAD + "00:01.000 --> 2.5\nA").encode(),
            "Line 3: “2.5” is not a time. Write hours:minutes:seconds.thousandths.",
        ),
        (
            (HEAD + "00:02.000 --> 00:01.000\nA").encode(),
            "Line 3: The cue ends at 00:00:01.000, not after its beginning at 00:00:02.000. "
            "Correct one of the two times.",
        ),
        (
            (HEAD + "00:05.000 --> 00:06.000\nA\n\n" + ONE).encode(),
            "Line 6: The cue begins before the one above it (line 3). Put the cues in the order of their times.",
        ),
        (
            (HEAD + "00:01.000 --> 00:02.000\n\n" + ONE).encode(),
            "Line 3: The cue has no text. Write what is said, or take the cue out.",
        ),
        (
            (HEAD + "00:01.000 --> 00:02.000\n<b></b>").encode(),
            "Line 3: The cue has no text. Write what is said, or take the cue out.",
        ),
        (
            (HEAD + "00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB").encode(),
            "Line 5: A cue begins inside another. Leave an empty line before it.",
        ),
        (
            (HEAD + "00:01.000 --> 00:02.000\nA\n<font color=red>B</font>").encode(),
            "Line 5: “<font color=red>” is not a mark of WebVTT. Take it out.",
        ),
        (
            (HEAD + "00:01.000 --> 00:02.000\n1 < 2").encode(),
            'Line 4: A "<" stands alone, or its mark is not closed. Write "&lt;" for the sign itself.',
        ),
        (
            (HEAD + "00:01.000 --> 00:02.000 size:200%\nA").encode(),
            "Line 3: “size:200%” is not a setting of a cue. Take it out.",
        ),
        (
            (HEAD + "00:01.000 --> 00:02.000 colour:red\nA").encode(),
            "Line 3: “colour:red” is not a setting of a cue. Take it out.",
        ),
        (
            b"1\n00:00:05,000 --> 00:00:04\nA",
            "Line 2: “00:00:04” is not a time. Write hours:minutes:seconds,thousandths.",
        ),
        (
            b"1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\nB",
            "Line 6: A line of times is missing here, such as 00:00:05,000 --> 00:00:08,000.",
        ),
    ],
)
def test_broken_captions_are_refused_with_line_and_cure(data: bytes, sentence: str) -> None:
    with pytest.raises(CaptionsRefused) as refusal:
        read_captions(data)

    assert str(refusal.value) == sentence


def test_what_is_left_out_or_strange_is_noted() -> None:
    text = (
        HEAD + "STYLE\n::cue { color: red }\n\nREGION\nid:atas\n\n"
        "00:01.000 --> 00:04.000 region:atas align:start\nA\n\n00:03.000 --> 00:05.000\nB"
    )

    captions = read_captions(text.encode())

    assert captions.notes == (
        "Line 3: colours and regions are left out; the player has its own.",
        "Line 6: colours and regions are left out; the player has its own.",
        "Line 9: colours and regions are left out; the player has its own.",
        "Line 12: the cue overlaps the one above it; both are shown at once.",
    )
    assert write_webvtt(captions.cues) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000 align:start\nA\n\n00:00:03.000 --> 00:00:05.000\nB\n"
    )


def test_srt_is_converted() -> None:
    text = (
        "1\r\n00:00:01,5 --> 00:00:02,500\r\n<font color='#fff'><i>Selamat</i></font> R&D\r\n\r\n"
        "2\r\n0:00:03,000 --> 0:00:04,000 X1:1\r\n{\\an8}1 < 2\r\n-- Siti\r\n"
    )

    captions = read_captions(text.encode())

    assert write_webvtt(captions.cues) == (
        "WEBVTT\n\n00:00:01.500 --> 00:00:02.500\n<i>Selamat</i> R&amp;D\n\n"
        "00:00:03.000 --> 00:00:04.000\n1 &lt; 2\n-- Siti\n"
    )
    assert captions.notes == ()


def test_captions_of_another_recording_are_refused() -> None:
    captions = read_captions((HEAD + ONE + "\n00:00:12.500 --> 00:00:13.000\nB").encode())

    check_against(captions, 12.5)
    with pytest.raises(CaptionsRefused) as refusal:
        check_against(captions, 12.4)

    assert str(refusal.value) == (
        "Line 6: The cue begins at 00:00:12.500, but the recording ends at 00:00:12.400. "
        "Are these captions of another one?"
    )


def test_transcript_has_a_paragraph_for_each_voice_and_after_a_pause() -> None:
    text = HEAD + (
        "00:00.000 --> 00:02.000\n<v Siti>Selamat pagi\n\n00:02.000 --> 00:04.000\n<v Siti>dari <i>Bitung</i>.\n\n"
        "00:04.100 --> 00:05.000\n<v Budi>R&amp;D?\n\n00:08.000 --> 00:09.000\nSelesai."
    )

    assert transcript_of(read_captions(text.encode()).cues) == (
        "Siti: Selamat pagi dari Bitung.\n\nBudi: R&D?\n\nSelesai."
    )


words = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="<>&"), min_size=1)


@given(st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 99999), words.filter(str.strip)), min_size=1))
def test_what_is_written_is_read_again(rows: list[tuple[int, int, str]]) -> None:
    start = 0
    cues = []
    for wait, length, text in rows:
        start += wait
        cues.append(Cue(start, start + length, text.strip()[:200].strip()))

    again = read_captions(write_webvtt(cues).encode())

    assert [(cue.start, cue.end, cue.text) for cue in again.cues] == [(cue.start, cue.end, cue.text) for cue in cues]


@given(st.binary(max_size=300) | st.text(alphabet="WEBVT\n ->0:1.,<b/>&aNOTE", max_size=120).map(str.encode))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    for beginning in (b"", b"WEBVTT\n\n", b"1\n00:00:01,000 --> 00:00:02,000\n"):
        try:
            found = read_captions(beginning + data)
        except CaptionsRefused:
            continue
        assert isinstance(found, Captions)


@pytest.mark.parametrize(("thousandths", "text"), [(0, "00:00:00.000"), (360_002_500, "100:00:02.500")])
def test_timestamp(thousandths: int, text: str) -> None:
    assert timestamp(thousandths) == text
