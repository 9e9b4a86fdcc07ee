"""The name on which several articles agree."""

import numpy as np
import pytest

from qa.agreement import Agreed, Said, agreed, asks_for_name, kind_asked

ENVOY = "Who is the person that went to Pyongyang in February, and that gave a speech at Stanford?"


def said(text: str, doc_id: str, *covers: float) -> Said:
    return Said(text, doc_id, np.array(covers))


def test_the_name_that_serves_every_part_wins_over_one_that_serves_a_single_part() -> None:
    found = agreed(
        ENVOY,
        [
            said("Then Stephen Biegun went to Pyongyang in February.", "a", 0.9, 0.0),
            said("The speech that Biegun gave at Stanford was mild.", "b", 0.0, 0.9),
            said("In May Sung Kim went to Seoul.", "a", 0.3, 0.0),
        ],
    )
    assert found == Agreed(("Stephen Biegun", "Biegun"), sure=True)


def test_a_name_from_one_article_alone_is_never_sure() -> None:
    found = agreed(ENVOY, [said("Then Stephen Biegun went there.", "a", 0.9, 0.9)])
    assert found is not None
    assert not found.sure


def test_a_name_alone_means_who_is_named_oftenest_with_it() -> None:
    found = agreed(
        "Who met Trump in Singapore, and visited Vladivostok?",
        [
            said("There the leader Kim Jong Un met Trump in Singapore.", "a", 0.9, 0.0),
            said("In April Kim Jong Un was silent.", "a", 0.0, 0.0),
            said("Two months later Kim visited Vladivostok.", "b", 0.0, 0.9),
            said("The envoy Sung Kim was not there.", "b", 0.1, 0.1),
        ],
    )
    assert found == Agreed(("Kim Jong Un", "Kim"), sure=True)


def test_names_that_the_question_holds_are_no_answer() -> None:
    assert agreed(ENVOY, [said("The road from Stanford to Pyongyang is long.", "a", 1.0, 1.0)]) is None


def test_a_company_is_preferred_where_one_is_asked_for() -> None:
    question = "Which company made the missile parts, and was fined in May?"
    items = [
        said("Then Tom Baker of Acme Steel made missile parts.", "a", 0.9, 0.0),
        said("Later Baker said that Acme Steel was fined.", "b", 0.0, 0.9),
    ]
    found = agreed(question, items)
    assert found is not None
    assert found.forms[0] == "Acme Steel"


@pytest.mark.parametrize(
    ("question", "kind"),
    [("Who met Kim?", "person"), ("Which team won?", "body"), ("What fell in May?", "any")],
)
def test_the_kind_asked_for(question: str, kind: str) -> None:
    assert kind_asked(question) == kind
    assert asks_for_name(question) == (kind != "any")
