"""May the papers of a template take the compiled path? Tried with several holders, by picture and by text."""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import logging
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from django.utils.translation import gettext as _

from certificates import typography
from certificates.compiled.comparing import differences
from certificates.compiled.press import Press
from certificates.compiled.reasons import NeedsFullRendererError
from certificates.facts import Facts, Holder, SessionFacts, SignatoryFacts
from certificates.models import TemplateRevision
from certificates.rendering import RenderingUnavailableError, render
from core.errors import DomainError
from core.jobs.processes import run_in_process

logger = logging.getLogger(__name__)

COMPILER = "2"  # another number, and every revision is tried anew
HOLDERS = (
    Holder("Siti Rahmawati", "", "", "nip", "198703152010121003", "Penata (III/c)", "Analis Humas", "KSOP Bitung"),
    Holder(
        "Maria Magdalena Fransiska Paula Wilhelmina Tumbelaka-Rompas",
        *("Prof. Dr. Ir.", "S.E., M.Mar., Ph.D.", "ni_pppk", "199001012022211002", "", "Kepala Seksi Keselamatan"),
        office="Kantor Kesyahbandaran dan Otoritas Pelabuhan Kelas II Bitung",
    ),
    Holder("Ñusa \u0160\u00fckri \u0152uvr\u00e9 d\u2019Ar\u00e9", office="Dinas Perhubungan"),
)


@dataclass(frozen=True)
class Proof:
    """`made_with` are the programs that it was tried with: with others it is no proof."""

    holds: bool
    findings: list[str] = field(default_factory=list)
    made_with: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"holds": self.holds, "findings": self.findings, "made_with": self.made_with}


def prove_content(content: dict[str, Any]) -> Proof:
    """Compiles it and draws it in full, for each sample holder, and compares. Takes a second or two."""
    press, found = Press(), []
    for number, holder in enumerate(HOLDERS):
        facts = replace(SAMPLE, holder=holder, number=f"KL.301/{number + 1:03}/IX/SMRT/2020", passed=number != 2)
        try:
            compiled = press.print(facts, content)
            found += differences(compiled, render(facts, content), facts.verify_url)
        except NeedsFullRendererError as need:
            found.append(_("It cannot be compiled: %(reason)s") % {"reason": need})
        except RenderingUnavailableError:
            raise
        except DomainError as error:
            found.append(str(error))
        except Exception as error:  # said once here, instead of with every paper
            logger.exception("a template could not be compiled")
            reason = f"{type(error).__name__}: {error}"
            found.append(_("It cannot be compiled: %(reason)s") % {"reason": reason})
    findings = list(dict.fromkeys(found))
    return Proof(not findings, findings, programs())


def proof_of(revision: TemplateRevision) -> Proof:
    """As kept with the revision; tried now, in another process, when nobody has with these programs."""
    kept = revision.proof
    if kept.get("made_with") != programs():
        proof = run_in_process(prove_content, revision.content)
        TemplateRevision.objects.filter(pk=revision.pk).update(proof=proof.to_json())
        revision.proof = kept = proof.to_json()
    return Proof(**kept)


@lru_cache(maxsize=1)
def programs() -> str:
    """All that decides where a letter comes to stand: an update of any asks for another proof."""
    names = ("weasyprint", "uharfbuzz", "pikepdf")
    versions = (f"{name} {version(name)}" for name in names)
    return " ".join((f"compiler {COMPILER}", *versions, f"pango {_pango()}", f"fonts {_fonts()}"))


def _pango() -> str:
    """Asked of the library itself, which is far lighter than to load WeasyPrint into a process that serves pages."""
    name = ctypes.util.find_library("pango-1.0")
    if name is None:
        return "-"
    library = ctypes.CDLL(name)
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode("ascii"))


def _fonts() -> str:
    digest = hashlib.sha256()
    for name in typography.FONTS:
        path = typography.FONT_FOLDER / name
        if path.is_file():
            digest.update(f"{name} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


SAMPLE = Facts(
    number="",
    edition=1,
    kind="participant",
    passed=True,
    organiser="Direktorat Jenderal Perhubungan Laut",
    organiser_above="Kementerian Perhubungan Republik Indonesia",
    holder=HOLDERS[0],
    course="Bimbingan Teknis Social Media Response Team",
    batch="Angkatan I",
    venue="Hotel Grand Inna Malioboro, Yogyakarta",
    starts_on=date(2020, 9, 22),
    ends_on=date(2020, 9, 24),
    total_jp=Decimal(4),
    issued_at_place="Jakarta",
    issued_on=date(2020, 9, 30),
    signatories=(SignatoryFacts("Dr. Rina Kartika Wulandari, M.M.", "Sekretaris Direktorat Jenderal"),),
    sessions=(SessionFacts(date(2020, 9, 22), "Komunikasi publik pemerintah", "Kepala Dinas Kominfo", Decimal(4)),),
    verify_url="HTTPS://BIMTEK.EXAMPLE.GO.ID/V/ABCDEFGHIJKLMNOPQRSTUVWXYZ",
)
