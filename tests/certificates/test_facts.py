import json
from decimal import Decimal

import pytest

from certificates.facts import Facts, FactsError
from tests.factories.certificates import facts, holder


def test_facts_survive_being_stored() -> None:
    stored = json.loads(json.dumps(facts().to_json()))

    assert Facts.from_json(stored) == facts()


def test_the_reverse_must_add_up_to_the_front() -> None:
    with pytest.raises(FactsError, match=r"add up to 8\.00 JP, but the front says 9 JP"):
        facts(total_jp=Decimal(9))


def test_facts_without_a_name_or_signatory_are_refused() -> None:
    with pytest.raises(FactsError, match="no name"):
        facts(holder=holder(name=" "))
    with pytest.raises(FactsError, match="signatory"):
        facts(signatories=())


def test_facts_of_an_unknown_version_are_refused() -> None:
    with pytest.raises(FactsError, match="version 99"):
        Facts.from_json({**facts().to_json(), "version": 99})
