"""Prints `{"cpu_ms": [one a round], "bytes": size, "key": its kind}` for one certificate of the demo, many times."""

import json
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from certificates.models import Certificate  # noqa: E402  importable only after the set-up
from certificates.production import render_and_sign  # noqa: E402

DOCUMENTS = 20
ROUNDS = 5


def main() -> None:
    certificate = Certificate.objects.filter(state="issued").select_related("revision", "chain")[0]
    facts, content = certificate.facts, certificate.revision.content
    pdf = render_and_sign(facts, content).pdf
    render_and_sign(facts, content)
    rounds = []
    for _round in range(ROUNDS):
        before = time.process_time()
        for _index in range(DOCUMENTS):
            render_and_sign(facts, content)
        rounds.append((time.process_time() - before) * 1000 / DOCUMENTS)
    print(
        json.dumps(
            {"cpu_ms": rounds, "bytes": len(pdf), "key": certificate.chain.algorithm if certificate.chain else ""}
        )
    )


if __name__ == "__main__":
    main()
