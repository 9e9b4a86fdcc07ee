"""The sample corpus is well-formed, written in words of its own, and its questions point at what it says."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import frontmatter
import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "corpus" / "articles"
QUESTIONS = ROOT / "tests" / "qa" / "sample_questions.jsonl"
SEEDS = ROOT.parent / "shared" / "seeds"
SHINGLE = 8  # words: long enough that titles and names don't collide, short enough to catch a sentence
SEED_FACTS = (
    "84%",
    "Rand Corporation",
    "Bruce Bennett",
    "a huge compromise",
    "July 11",
    "60th anniversary",
    "June 17",
    "June 15",
    "getting tense",
    "nearly a year and a half ago",
    "Floods in 2020",
    "economic sanctions",
    "Ri Son Gwon",
    "only taking up precious time",
    "Kim Yo Jong",
    "greater disappointment",
    "dialogue and confrontation",
    "Korean Central News Agency",
    "Jake Sullivan",
    "an interesting signal",
    "hostile policy",
    "joint exercises",
    "Sung Kim",
    "anywhere, anytime without preconditions",
    "Democratic People's Republic of Korea",
    "Ned Price",
    "strategic patience",
    "International Liaison Department",
    "symposium",
    "National Intelligence Service",
    "customs administration",
    "Central Committee",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One article of the sample corpus as python-frontmatter reads it."""

    name: str
    title: str
    source: str
    published: str
    body: str


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the sample questions; `facts` pairs a doc_id with words of that article."""

    query_id: str
    text: str
    answers: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


def read_sample(path: Path) -> Sample:
    post = frontmatter.load(str(path), encoding="utf-8")
    title, source, published = (str(post.get(key, "")) for key in ("title", "source", "date"))
    return Sample(path.name, title, source, published, str(post.content))


def read_question(line: str) -> Question:
    row = json.loads(line)
    facts = tuple((entry["doc_id"], entry["fact"]) for entry in row["evidence"])
    return Question(row["query_id"], row["question"], tuple(row["answers"]), facts)


SAMPLES = [read_sample(path) for path in sorted(FOLDER.glob("*.md"))]
ASKED = [read_question(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
BODIES = {f"articles/{sample.name}": sample.body for sample in SAMPLES}
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def shingles(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of `SHINGLE` words in `text`, in lower case and without punctuation."""
    words = re.findall(r"\w+", re.sub(r"['’]", "", text.lower()))
    return (tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))


def outside_quotes(text: str) -> list[str]:
    """The stretches of `text` between quotation marks left out."""
    return re.split(r'"[^"\n]*"', text)


def read_seeds() -> str:
    paths = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []
    if not paths:
        pytest.skip(f"no seed article at {SEEDS}")
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_there_are_at_least_twelve_articles() -> None:
    assert len(SAMPLES) >= 12


@each_sample
def test_the_file_name_is_kebab_case(sample: Sample) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.md", sample.name)


@each_sample
def test_the_body_has_400_to_800_words(sample: Sample) -> None:
    assert 400 <= len(sample.body.split()) <= 800


@each_sample
def test_the_front_matter_has_title_source_and_a_date_of_2018_to_2021(sample: Sample) -> None:
    assert sample.title
    assert sample.source
    assert date(2018, 1, 1) <= date.fromisoformat(sample.published) <= date(2021, 12, 31)


@each_sample
def test_the_body_is_plain_prose_with_at_most_one_heading(sample: Sample) -> None:
    headings = [line for line in sample.body.splitlines() if line.startswith("#")]
    assert len(headings) <= 1
    assert not re.search(r"\]\(|\*|^\s*[-+] |https?:|[“”‘’]", sample.body, re.MULTILINE)
    assert all(paragraph.count('"') % 2 == 0 for paragraph in sample.body.split("\n\n"))


def test_no_two_articles_share_a_title() -> None:
    assert len({sample.title for sample in SAMPLES}) == len(SAMPLES)


def test_there_is_more_than_one_source_to_filter_by() -> None:
    assert len({sample.source for sample in SAMPLES}) > 1


def test_no_two_articles_share_a_sentence() -> None:
    sentences = [
        s for body in BODIES.values() for s in re.split(r"(?<=[.?!])\s+", body) if len(s.split()) > 5
    ]
    assert len(set(sentences)) == len(sentences)


@each_sample
def test_no_run_of_eight_words_is_shared_with_the_seed_article(sample: Sample) -> None:
    seeds = set(shingles(read_seeds()))
    shared = [run for stretch in outside_quotes(sample.body) for run in shingles(stretch) if run in seeds]
    assert shared == []


@pytest.mark.parametrize("fact", SEED_FACTS)
def test_every_seed_fact_can_be_found_in_the_corpus(fact: str) -> None:
    assert any(fact in body for body in BODIES.values())


def test_there_are_forty_answerable_and_twelve_unanswerable_questions() -> None:
    assert sum(bool(question.answers) for question in ASKED) >= 40
    assert sum(not question.answers for question in ASKED) >= 12


def test_no_two_questions_are_the_same() -> None:
    assert len({question.query_id for question in ASKED}) == len(ASKED)
    assert len({question.text.lower() for question in ASKED}) == len(ASKED)


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.query_id)
def test_every_fact_of_a_question_is_verbatim_in_its_article_and_holds_an_answer(question: Question) -> None:
    assert bool(question.answers) == bool(question.facts)
    for doc_id, fact in question.facts:
        assert fact in BODIES[doc_id]
        assert any(answer.lower() in fact.lower() for answer in question.answers)
