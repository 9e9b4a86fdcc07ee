"""Plain text and Markdown: titles, front matter, encodings; the text stays as it was written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.loaders.text import clean, decode
from tests.corpus.made_files import article, failure, written

LINES = "Border closed\n\nThe border was closed on Jan. 22.\n\nIt stayed closed — for years."

ENCODED = {
    "cp1252": "Le café était fermé à Noël. Señor Muñoz habló con los ministros “después”.",
    "cp1250": "Prezydent powiedział dzisiaj, że żółty pociąg przyjedzie później.",
    "cp1251": "Президент России встретился с министром иностранных дел Китая.",
    "gb18030": "朝鲜最高领导人周三发表讲话，谈到粮食短缺问题。",
    "shift_jis": "北朝鮮の最高指導者は水曜日に演説し、食糧不足について話した。",
    "euc_kr": "북한 위원장은 수요일 연설에서 식량 부족을 언급했다.",
    "utf-16": "The border — closed. 国境",
    "utf-16-le": "\ufeffThe border — closed. 国境",
    "utf-32": "The border — closed. 国境",
    "utf-8-sig": "The border — closed. 国境",
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_text_is_read_in_the_encoding_it_was_written_in(tmp_path: Path, encoding: str) -> None:
    text = ENCODED[encoding]
    assert article(written(tmp_path / "note.txt", text.encode(encoding))).text == text.lstrip("\ufeff")


def test_one_damaged_byte_does_not_turn_a_text_into_another_encoding() -> None:
    text = "Ökonomen erklärten über Jahre, “es sei möglich”. "
    assert decode((text * 3).encode() + b"\xe9 " + text.encode()) == text * 3 + "\ufffd " + text


@given(st.text(st.characters(exclude_categories=())))
def test_cleaning_leaves_nothing_to_clean_and_keeps_the_rest(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned.encode() is not None
    kept = [c for c in text if c.isprintable()]
    assert [c for c in cleaned if c.isprintable() and c != "\ufffd"] == [c for c in kept if c != "\ufffd"]


@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv", ".json", ".jsonl", ".html"])
def test_an_empty_file_is_a_failure(tmp_path: Path, suffix: str) -> None:
    assert failure(written(tmp_path / f"a{suffix}", "")).reason == "empty"


def test_a_binary_file_is_a_failure(tmp_path: Path) -> None:
    assert failure(written(tmp_path / "a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")).reason == "binary, not text"


def test_white_space_alone_is_no_text(tmp_path: Path) -> None:
    assert failure(written(tmp_path / "a.txt", " \n\t\n")).reason == "no text in it"


def test_a_file_above_the_limit_is_a_failure_that_names_the_setting(tmp_path: Path) -> None:
    reason = failure(written(tmp_path / "a.txt", "x" * 1001), max_bytes=1000).reason
    assert reason == "larger than the limit of 0.001 MB (set FOOTNOTE_MAX_FILE_MB to change it)"


def test_a_short_first_line_set_off_by_a_blank_one_is_the_title(tmp_path: Path) -> None:
    found = article(written(tmp_path / "note.txt", LINES))
    assert found.title == "Border closed"
    assert found.text == LINES.removeprefix("Border closed\n\n")


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("border_closure-2021.txt", "It was closed.\n\nFor years.", "border closure 2021"),
        ("000_59f00d5444b0d087.txt", "It was closed. For years.", "It was closed."),
        ("0017.txt", "word " * 40, "word " * 15 + "word…"),
    ],
)
def test_a_text_without_a_title_is_named_by_its_file_or_first_sentence(
    tmp_path: Path, name: str, text: str, title: str
) -> None:
    found = article(written(tmp_path / name, text))
    assert found.title == title
    assert found.text == text.strip()


def test_ids_are_places_in_the_folder_wherever_it_lies(tmp_path: Path) -> None:
    for parent in ("one", "two"):
        folder = tmp_path / parent / "news" / "june"
        folder.mkdir(parents=True)
        found = article(written(folder / "a.txt", LINES))
        assert found.doc_id == "june/a.txt"
        assert found.path == str(folder / "a.txt")


def test_front_matter_fills_the_fields_and_the_body_stays_markdown(tmp_path: Path) -> None:
    body = "They **met** in [Hanoi](https://example.org).\n\n## After\n\n- nothing"
    head = "---\nHeadline: 'Talks: the end'\nsite: Daily\nauthors: [A. One, B. Two]\ndate: 2019-02-28\nlink: https://x.org/1\n---\n"
    found = article(written(tmp_path / "a.md", head + "# Talks: the end\n\n" + body))
    assert (found.title, found.source, found.author) == ("Talks: the end", "Daily", "A. One, B. Two")
    assert (found.published, found.url, found.text) == ("2019-02-28", "https://x.org/1", body)


def test_a_heading_that_is_not_the_title_stays_in_the_text(tmp_path: Path) -> None:
    found = article(written(tmp_path / "a.md", "---\ntitle: Talks\n---\n# Day one\n\nThey met."))
    assert (found.title, found.text) == ("Talks", "# Day one\n\nThey met.")


def test_the_first_heading_is_the_title_of_markdown_without_front_matter(tmp_path: Path) -> None:
    found = article(written(tmp_path / "a.md", "# Talks end #\n\nThey met.\n\n---\n\nAnd parted."))
    assert (found.title, found.text) == ("Talks end", "They met.\n\n---\n\nAnd parted.")


@pytest.mark.parametrize(
    "text", ["---\n\nThey met.\n\n---\n\nAnd parted.", "---\nNote: unclosed", "--- so it began"]
)
def test_a_rule_is_not_taken_for_front_matter(tmp_path: Path, text: str) -> None:
    assert article(written(tmp_path / "a.md", text)).text == text


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("front_matter", "reason", "line"),
    [
        (
            "title: Talks\nsource: Daily: Late\n",
            "front matter is not valid YAML: mapping values are not allowed here",
            3,
        ),
        (BOMB, "front matter with YAML aliases, which are not read", 0),
        ("title: " + "[a, " * 3_000 + "\n", "front matter nested too deeply", 0),
        ("title: " + "x" * 70_000 + "\n", "front matter longer than 16000 characters", 0),
    ],
)
def test_front_matter_that_is_broken_or_hostile_is_a_failure(
    tmp_path: Path, front_matter: str, reason: str, line: int
) -> None:
    found = failure(written(tmp_path / "a.md", f"---\n{front_matter}---\nText."))
    assert (found.reason, found.line) == (reason, line)


def test_yaml_tags_make_nothing(tmp_path: Path) -> None:
    found = article(written(tmp_path / "a.md", "---\ntitle: !!python/object/apply:os.getcwd []\n---\nText."))
    assert found.title == "Text."
