"""Data sets of each form, read; and what is said of wrong ones."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import InputError
from qa.evaluation.datasets.dataset import Dataset, read_dataset
from qa.evaluation.question import Exchange, Fact, Question, spread
from tests.qa.evaluation.made import BRIDGE, QUESTIONS, beir, clapnq, lines, multihop, question_file, squad


def test_questions_are_read_with_every_judgement_they_have(tmp_path: Path) -> None:
    dataset = read_dataset(question_file(tmp_path))
    assert dataset.articles is None
    assert dataset.questions[0] == Question(
        "a1",
        "When does the ferry to Norholm sail?",
        "time",
        ("noon",),
        (Fact("ferry", "The ferry to Norholm sails at noon."),),
        {"ferry": 1},
    )
    assert [question.is_judged for question in dataset.questions] == [True, True, False]


def test_compressed_questions_are_the_same(tmp_path: Path) -> None:
    plain = question_file(tmp_path)
    packed = tmp_path / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_dataset(packed).questions == read_dataset(plain).questions


def test_evidence_that_is_one_text_and_fields_unknown_are_passed_over(tmp_path: Path) -> None:
    record = {"query_id": 7, "question": "Who?", "answers": "Ann", "evidence": "She said so.", "choices": []}
    (question,) = read_dataset(lines(tmp_path / "q.jsonl", [record])).questions
    assert question == Question("7", "Who?", answers=("Ann",))


def test_a_question_without_words_is_not_judged(tmp_path: Path) -> None:
    record = {"query_id": "1", "question": " ?", "answers": ["Ann"]}
    (question,) = read_dataset(lines(tmp_path / "q.jsonl", [record])).questions
    assert not question.is_judged


def test_a_folder_of_articles_and_questions_is_read(tmp_path: Path) -> None:
    dataset = read_dataset(multihop(tmp_path / "news"))
    assert (dataset.name, dataset.place) == ("news", "news")
    assert dataset.articles == tmp_path / "news" / "articles.jsonl"
    assert len(dataset.questions) == len(QUESTIONS)


def test_a_beir_folder_is_read_with_its_test_split_and_grades(tmp_path: Path) -> None:
    dataset = read_dataset(beir(tmp_path / "towns"))
    assert dataset.name == "towns/test"
    assert dataset.questions == (
        Question("2", "a bridge and a market", relevance={"bridge": 2, "market": 1, "ferry": 0}),
    )
    assert dataset.questions[0].relevant == {"bridge", "market"}


def test_one_file_of_judgements_chooses_its_split(tmp_path: Path) -> None:
    folder = beir(tmp_path / "towns")
    dataset = read_dataset(folder / "qrels" / "train.tsv")
    assert dataset.name == "towns/train"
    assert [question.query_id for question in dataset.questions] == ["1"]
    assert dataset.place == read_dataset(folder).place


def test_a_squad_file_gives_an_article_a_paragraph_and_says_which_questions_have_no_answer(
    tmp_path: Path,
) -> None:
    dataset = read_dataset(squad(tmp_path / "dev.json"))
    assert isinstance(dataset.articles, tuple)
    assert [(a.doc_id, a.title) for a in dataset.articles] == [
        ("Norholm_Bay#1", "Norholm Bay"),
        ("Sundby#1", "Sundby"),
        ("Sundby#2", "Sundby"),
    ]
    assert dataset.questions[0] == Question(
        "s1", "When does the ferry sail?", answers=("noon",), relevance={"Norholm_Bay#1": 1}
    )
    assert dataset.questions[1].relevance == {"Norholm_Bay#1": 1}  # its paragraph is the first one again
    assert dataset.questions[2] == Question("s3", "Who owns the bridge?", unanswerable=True)


def test_a_clapnq_folder_gives_an_article_a_passage_and_the_sentences_chosen_in_it(tmp_path: Path) -> None:
    dataset = read_dataset(clapnq(tmp_path / "towns"))
    assert isinstance(dataset.articles, tuple)
    assert [(a.doc_id, a.title, a.text) for a in dataset.articles] == [("c1", "The bridge", BRIDGE)]
    toll = Fact("c1", "Tolls ended in 1960.")
    assert dataset.questions == (
        Question("c1", "when did tolls end", evidence=(toll,), relevance={"c1": 1}),
        Question("c2", "who built the bridge", unanswerable=True),
    )
    assert [question.is_judged for question in dataset.questions] == [True, False]


@pytest.mark.parametrize(
    ("record", "answerable"),
    [
        ({"answers": ["noon"]}, True),
        ({"answers": []}, False),
        ({"answers": [], "evidence": []}, False),
        ({"answers": [], "evidence": [{"fact": "It sails at noon."}]}, True),
        ({"evidence": []}, None),
        ({"answer": "Yes"}, True),
        ({"answer": "Insufficient information.", "question_type": "null_query"}, False),
        ({"doc_ids": ["ferry"]}, True),
        ({}, None),
    ],
)
def test_a_question_says_whether_it_has_an_answer(
    record: dict[str, object], answerable: bool | None, tmp_path: Path
) -> None:
    asked = {"query_id": "1", "question": "When does it sail?", **record}
    (question,) = read_dataset(lines(tmp_path / "q.jsonl", [asked])).questions
    assert question.is_answerable is answerable
    assert question.is_answer_judged == (answerable is not None)
    assert question.expected == record.get("answer", "")


@pytest.mark.parametrize(
    ("limit", "chosen"),
    [(1, "0"), (3, "036"), (4, "0257"), (10, "0123456789"), (99, "0123456789")],
)
def test_a_limit_takes_questions_evenly_spread(limit: int, chosen: str) -> None:
    questions = [Question(str(n), "Who?") for n in range(10)]
    assert "".join(question.query_id for question in spread(questions, limit)) == chosen


def question_lines(*records: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "q.jsonl").write_text("\n".join(records))
        return folder / "q.jsonl"

    return make


def squad_of(value: object) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "dev.json").write_text(json.dumps(value))
        return folder / "dev.json"

    return make


def clapnq_of(record: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "clapnq_dev.jsonl").write_text(record)
        return folder

    return make


def beir_with(name: str, content: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (beir(folder / "towns") / name).write_text(content)
        return folder / "towns"

    return make


def file_named(name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_text("")
        return folder / name

    return make


def several_articles(folder: Path) -> Path:
    lines(multihop(folder / "news") / "articles.more.jsonl", [])
    return folder / "news"


def beir_without_judgements(folder: Path) -> Path:
    for path in (beir(folder / "towns") / "qrels").iterdir():
        path.unlink()
    return folder / "towns"


GOOD = '{"query_id": "1", "question": "Who?"}'


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda folder: folder / "nowhere", r"nowhere is not there: give a \.jsonl"),
        (lambda folder: folder, "no known form"),
        (file_named("notes.docx"), "notes.docx is of no known form"),
        (question_lines(), "holds no question"),
        (question_lines(GOOD, "{"), r"q\.jsonl:2: not valid JSON"),
        (question_lines(GOOD, "[1]"), r"q\.jsonl:2: '\[1\]' is not an object"),
        (
            question_lines('{"query": "Who?"}'),
            r"q\.jsonl:1: the field query_id is missing \(fields there: qu",
        ),
        (question_lines('{"query_id": "1"}'), r"q\.jsonl:1: the field question is missing"),
        (question_lines('{"query_id": " ", "question": "Who?"}'), r'query_id is " ": it must be a text that'),
        (question_lines('{"query_id": "1", "question": null}'), "question is null: it must be a text"),
        (question_lines(GOOD, "", GOOD), r"q\.jsonl:3: query_id '1' is taken already by .*q\.jsonl:1"),
        (question_lines(GOOD[:-1] + ', "answers": [1]}'), r"answers is \[1\]: it must be a list of texts"),
        (
            question_lines(GOOD[:-1] + ', "evidence": ["x"]}'),
            r"evidence is \[\"x\"\]: it must be a list",
        ),
        (question_lines(GOOD[:-1] + ', "evidence": [{}]}'), "evidence 1: the field fact is missing"),
        (squad_of([]), "dev.json: not an object with the field data"),
        (squad_of({}), "data is null: it must be a list"),
        (
            squad_of({"data": [{"title": "A", "paragraphs": [{"qas": []}]}]}),
            "paragraph 1: .* context",
        ),
        (squad_of({"data": []}), "holds no question"),
        (file_named("dev.json"), "dev.json: not valid JSON"),
        (several_articles, r"several files of articles .* --articles"),
        (beir_without_judgements, r"no qrels/\*\.tsv"),
        (clapnq_of('{"id": 1, "input": "Who?", "passages": []}'), "passages is .*at least one passage"),
        (clapnq_of('{"id": 1, "input": "Who?"}'), r"clapnq_dev\.jsonl:1: passages is null"),
        (beir_with("qrels/test.tsv", "9\tbridge\t1\n"), r"test\.tsv:1: query-id '9' is not in queries"),
        (beir_with("qrels/test.tsv", "query-id\tcorpus-id\tscore\n1\tmoon\t1\n"), r"tsv:2: corpus-id 'moon'"),
        (beir_with("qrels/test.tsv", "1\tbridge\n"), r"test\.tsv:1: '1\\tbridge' is not query-id"),
        (beir_with("qrels/test.tsv", "1\tbridge\t1\n1\tbridge\tmuch\n"), r"test\.tsv:2: "),
        (beir_with("qrels/test.tsv", "query-id\tcorpus-id\tscore\n"), "holds no question"),
        (beir_with("queries.jsonl", '{"_id": "1"}\n'), "not in queries"),
        (beir_with("corpus.jsonl", "{}\n"), r"corpus\.jsonl:1: the field _id is missing"),
    ],
)
def test_wrong_data_is_one_line_that_names_the_place(
    make: Callable[[Path], Path], named: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=named) as refused:
        read_dataset(make(tmp_path))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("place", "questions", "first"),
    [
        ("multihoprag", 1_278, "mhr-0"),
        ("squad2/dev.json", 2_828, "68cf05f67fd29c6f129fe2fb9"),
        ("clapnq", 600, "6401197308716204890"),
        ("scifact", 809, "0"),
        ("realtimeqa/questions.2020-2022.jsonl", 3_696, "20200103_0"),
    ],
)
def test_the_public_sets_are_read_as_they_are(place: str, questions: int, first: str, shared: Path) -> None:
    dataset: Dataset = read_dataset(shared / "eval" / place)
    assert len(dataset.questions) == questions
    assert dataset.questions[0].query_id == first


def test_mtrag_gives_the_last_turn_with_what_was_said_before_and_passages_as_articles(tmp_path: Path) -> None:
    said = [("user", "When does the ferry sail?"), ("agent", "At noon."), ("user", "And on Sundays?")]
    record = {
        "task_id": "c1<::>2",
        "answerability": ["PARTIAL"],
        "contexts": [{"document_id": "ferry", "title": "The ferry", "text": " It sails at noon. "}],
        "input": [{"speaker": speaker, "text": text} for speaker, text in said],
    }
    silent = {**record, "task_id": "c2<::>1", "answerability": ["UNANSWERABLE"], "contexts": []}
    dataset = read_dataset(lines(tmp_path / "tasks.jsonl", [record, silent]))
    assert isinstance(dataset.articles, tuple)
    assert [(a.doc_id, a.title, a.text) for a in dataset.articles] == [
        ("ferry", "The ferry", "It sails at noon.")
    ]
    before = (Exchange("When does the ferry sail?", "At noon."),)
    assert dataset.questions == (
        Question("c1<::>2", "And on Sundays?", "partial", relevance={"ferry": 1}, history=before),
        Question("c2<::>1", "And on Sundays?", "unanswerable", unanswerable=True, history=before),
    )


def test_mtrag_whose_last_turn_is_not_the_users_is_refused(tmp_path: Path) -> None:
    record = {"task_id": "c1", "contexts": [], "input": [{"speaker": "agent", "text": "At noon."}]}
    with pytest.raises(InputError, match="last is the user's"):
        read_dataset(lines(tmp_path / "tasks.jsonl", [record]))


def test_a_question_may_have_its_day(tmp_path: Path) -> None:
    record = {"query_id": "1", "question": "Who won last week?", "answers": ["Ann"], "date": "2022/01/14"}
    (question,) = read_dataset(lines(tmp_path / "q.jsonl", [record])).questions
    assert question.date == "2022-01-14"
    with pytest.raises(InputError, match='date is "soon"'):
        read_dataset(lines(tmp_path / "w.jsonl", [{**record, "date": "soon"}]))


def test_a_history_is_of_texts_or_of_exchanges(tmp_path: Path) -> None:
    first = {
        "query_id": "1",
        "question": "And in 2019?",
        "history": ["Who won?"],
        "standalone": "Who won in 2019?",
    }
    second = {**first, "query_id": "2", "history": [{"question": "Who won?", "answer": "Ann."}]}
    one, two = read_dataset(lines(tmp_path / "q.jsonl", [first, second])).questions
    assert (one.history, one.standalone) == ((Exchange("Who won?"),), "Who won in 2019?")
    assert two.history == (Exchange("Who won?", "Ann."),)
