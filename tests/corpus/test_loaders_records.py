"""Files of many articles: aliases, ids, broken records, tables, and streams that lie about their size."""

import csv
import gzip
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Failure
from corpus.loaders import load
from corpus.loaders.fields import ALIASES, draft_from
from tests.corpus.made_files import articles, failure, jsonl, written

WHOLE = {
    "doc_id": "n1", "title": "Talks end", "text": "They met.\n\nThey parted.", "source": "Daily",
    "author": "A. One", "published": "2019-02-28", "url": "https://example.org/1",
}  # fmt: skip

field_text = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).filter(str.strip)


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.jsonl.gz", "a.csv"])
def test_every_format_gives_the_same_article(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "a.json":
        written(path, json.dumps(WHOLE))
    elif name == "a.csv":
        table = io.StringIO()
        csv.writer(table).writerows([list(WHOLE), list(WHOLE.values())])
        written(path, table.getvalue())
    else:
        jsonl(path, [WHOLE])
    assert articles(path) == [Article(**WHOLE, path=str(path))]


@pytest.mark.parametrize(
    ("field", "alias"), [(field, alias) for field in ALIASES for alias in ALIASES[field]]
)
def test_every_alias_fills_its_field(tmp_path: Path, field: str, alias: str) -> None:
    record = {name: value for name, value in WHOLE.items() if name != field} | {alias.upper(): WHOLE[field]}
    assert articles(jsonl(tmp_path / "a.jsonl", [record])) == [
        Article(**WHOLE, path=str(tmp_path / "a.jsonl"))
    ]


@given(st.dictionaries(st.sampled_from([*ALIASES, "other"]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5,
)), field_text)  # fmt: skip
def test_fields_of_any_type_never_raise(fields: dict[str, object], text: str) -> None:
    draft = draft_from({**fields, "text": text})
    assert draft.text == text


def test_names_in_lists_and_objects_are_joined(tmp_path: Path) -> None:
    record = {
        "text": ["One.", "Two."],
        "authors": [{"name": "A. One"}, "B. Two"],
        "source": {"id": None, "name": "Daily"},
    }
    (found,) = articles(jsonl(tmp_path / "a.jsonl", [record]))
    assert (found.text, found.author, found.source) == ("One.\n\nTwo.", "A. One, B. Two", "Daily")


def test_what_is_missing_comes_from_the_text_the_link_and_the_line(tmp_path: Path) -> None:
    records = [{"body": "They met. They parted."}, {"body": "Again.", "link": "https://www.example.org/2"}]
    first, second = articles(jsonl(tmp_path / "a.jsonl", records))
    assert (first.doc_id, first.title) == (f"{tmp_path.name}/a.jsonl#1", "They met.")
    assert (second.doc_id, second.source) == ("https://www.example.org/2", "example.org")


@pytest.mark.parametrize("key", ["articles", "data", "items", "documents"])
def test_a_list_is_found_under_its_usual_names(tmp_path: Path, key: str) -> None:
    path = written(
        tmp_path / "a.json", json.dumps({"status": "ok", key: [{"content": "One."}, {"content": "Two."}]})
    )
    assert [found.doc_id for found in articles(path)] == [
        f"{tmp_path.name}/a.json#1",
        f"{tmp_path.name}/a.json#2",
    ]


def test_broken_lines_are_failures_and_the_rest_still_loads(tmp_path: Path) -> None:
    lines = ['{"text": "One."}', "", '{"text": "cut', '{"title": "no text"}', "[1, 2]", '{"text": "Six."}']
    results = list(load(written(tmp_path / "a.jsonl", "\n".join(lines)), tmp_path))
    assert [found.text for found in results if isinstance(found, Article)] == ["One.", "Six."]
    assert [(found.line, found.reason) for found in results if isinstance(found, Failure)] == [
        (3, "not valid JSON: Unterminated string starting at character 10"),
        (4, "no text in it (fields: title)"),
        (5, "not an object with fields but a list"),
    ]


def test_the_second_of_two_equal_ids_is_a_failure_that_names_the_first(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "a.jsonl",
        [{"id": 7, "text": "One."}, {"id": 8, "text": "Two."}, {"id": 7, "text": "Three."}],
    )
    *_, last = load(path, tmp_path)
    assert last == Failure(str(path), 3, "its id 7 is taken by line 1")


def test_a_file_without_any_article_is_given_up_early(tmp_path: Path) -> None:
    results = list(load(jsonl(tmp_path / "a.jsonl", [{"question": "Who?"}] * 1000), tmp_path))
    assert len(results) == 101
    assert isinstance(results[-1], Failure)
    assert results[-1].reason == "given up: 100 broken records and no article"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('{"text": "One.",\n "title": }', 2, "not valid JSON: Expecting value at character 11"),
        ('["a", "b"]', 0, "no articles in it, only a list of texts"),
        ("3", 0, "no articles in it, only a number"),
        ("[" * 100_000, 0, "not valid JSON"),
        ('{"text": "One.", "id": ' + "9" * 5000 + "}", 0, "not valid JSON"),
    ],
)
def test_json_that_holds_no_articles_is_one_failure(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    found = failure(written(tmp_path / "a.json", text))
    assert found.line == line
    assert found.reason.startswith(reason)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_are_read_with_any_delimiter_mark_and_quoted_lines(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    text = f'He said: "Yes{delimiter} we met."\n\nThen they parted – at 5 p.m.'
    table = io.StringIO()
    csv.writer(table, delimiter=delimiter).writerows(
        [["Headline", "Pub Date", "Content"], ["Talks", "28 Feb 2019", text], ["", "", "Two."]]
    )
    first, second = articles(written(tmp_path / "a.csv", table.getvalue().encode(encoding)))
    assert (first.title, first.published, first.text) == ("Talks", "2019-02-28", text)
    assert second.doc_id == f"{tmp_path.name}/a.csv#5"


@given(st.lists(st.tuples(field_text, field_text), min_size=1, max_size=5))
def test_a_table_written_by_the_csv_module_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    table = io.StringIO()
    csv.writer(table).writerows([("id", "title", "text"), *((n, *row) for n, row in enumerate(rows))])
    path = written(tmp_path_factory.getbasetemp() / "table.csv", table.getvalue())
    assert [found.text for found in articles(path)] == [text.strip() for _, text in rows]


def test_broken_rows_are_failures_and_the_rest_still_loads(tmp_path: Path) -> None:
    rows = ["title,text", "One,First.", "Two,Second, with a comma", "Three,", 'Four,"Fourth" badly quoted"']
    rows += ["Five,Fifth.", 'Six,"never closed', "Seven,Lost."]
    results = list(load(written(tmp_path / "a.csv", "\n".join(rows)), tmp_path))
    assert [found.text for found in results if isinstance(found, Article)] == ["First.", "Fifth."]
    assert [found.line for found in results if isinstance(found, Failure)] == [3, 4, 5, 7]


@pytest.mark.parametrize(
    ("name", "text"), [("a.csv", "title,text\n"), ("a.jsonl", "\n \n"), ("a.json", "[]")]
)
def test_a_file_of_no_records_is_a_failure(tmp_path: Path, name: str, text: str) -> None:
    assert failure(written(tmp_path / name, text)).reason.startswith("no article")


def test_a_table_without_a_column_of_text_is_one_failure(tmp_path: Path) -> None:
    found = failure(written(tmp_path / "a.csv", "price,amount\n1,2\n"))
    assert found.reason == "no column named text, body or content (columns: price, amount)"


def test_a_file_in_an_old_encoding_is_read_by_its_head(tmp_path: Path) -> None:
    texts = ["Plain.", "Señor Muñoz habló con los ministros.", "La situación económica no cambió después."]
    lines = "\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in texts)
    assert [found.text for found in articles(written(tmp_path / "a.jsonl", lines.encode("cp1252")))] == texts


def test_a_line_above_the_limit_is_skipped_and_the_next_still_loads(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", [{"text": "One."}, {"text": "x" * 5000}, {"text": "Three."}])
    results = list(load(path, tmp_path, max_bytes=1000))
    assert [type(found) for found in results] == [Article, Failure, Article]
    assert isinstance(results[1], Failure)
    assert results[1].line == 2
    assert results[1].reason.startswith("larger than the limit of 0.001 MB")


def test_a_large_file_is_never_held_whole(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", [{"text": "word " * 2000, "id": number} for number in range(2000)])
    tracemalloc.start()
    count = sum(isinstance(found, Article) for found in load(path, tmp_path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2000
    assert peak < path.stat().st_size / 5


@pytest.mark.parametrize(
    "content", [b"0" * 3_000_000, b'{"text": "a"}\n' * 200_000], ids=["one line", "many lines"]
)
def test_a_compressed_bomb_is_stopped(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path / "a.jsonl.gz", gzip.compress(content))
    *_, last = load(path, tmp_path, max_bytes=1_000_000)
    assert isinstance(last, Failure)
    assert last.reason == "grows to more than 100 times its size when decompressed"


def test_a_compressed_file_that_was_cut_off_keeps_what_came_before(tmp_path: Path) -> None:
    whole = jsonl(
        tmp_path / "a.jsonl.gz", ({"text": f"{n} {hash(str(n))}"} for n in range(5000))
    ).read_bytes()
    results = list(load(written(tmp_path / "a.jsonl.gz", whole[: len(whole) // 2]), tmp_path))
    assert sum(isinstance(found, Article) for found in results) > 1000
    assert isinstance(results[-1], Failure)
    assert results[-1].reason == "the compressed file is damaged or cut off"
    assert "damaged" in failure(written(tmp_path / "b.jsonl.gz", b"no gzip")).reason


def test_lone_surrogates_and_control_characters_never_reach_an_article(tmp_path: Path) -> None:
    (found,) = articles(
        written(tmp_path / "a.jsonl", rb'{"id": "\ud800\u0000", "text": "\ud83d\ude00 \ud800 \u0007x\r\ny"}')
    )
    assert (found.doc_id, found.text) == ("\ufffd", "😀 \ufffd x\ny")
