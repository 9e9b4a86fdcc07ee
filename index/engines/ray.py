"""Passages read by the machines of a Ray cluster, each with a model of its own.

Actors and a schedule of our own, rather than Ray Data: a sync takes texts from its database as it goes and
puts their vectors back one batch after the other, so a batch lost with its machine need only be sent again.
"""

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import numpy as np

from corpus.errors import ClusterError, FootnoteError, require
from index.encoder import Encoded, Encoder, HashEncoder, Vectors
from index.engines.ray_connecting import connect, prepare
from index.models import DEFAULT_MODEL, cache_folder, load_encoder

# Texts sent at once: some megabytes come back, with the vectors of their tokens.
_BATCH = 32
# Batches an actor is given, so that it needn't wait for the next, and those kept until it is their turn.
_SENT, _KEPT = 2, 4
# So many machines may be lost over one batch, and so many actors on one machine.
_TRIES = 3
# Loading a model and compiling it takes a minute or two; a machine that is busy is waited for as long.
_READY_SECONDS = 300
_LOOK_SECONDS = 2


class Reader:
    """What runs on the cluster: a model, loaded where it runs."""

    def __init__(self, model: str) -> None:
        self._model = model

    def load(self) -> str:
        """The name of the encoder, once it is loaded."""
        self._encoder = load_encoder(self._model, cache=cache_folder())
        return self._encoder.name

    def read(self, texts: Sequence[str]) -> list[Encoded]:
        """The vectors of passages and of their tokens."""
        return self._encoder.read_documents(texts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages."""
        return self._encoder.encode_document(texts)


@dataclass(eq=False, slots=True)
class _Actor:
    """A `Reader` on a machine; `place` tells it from others there."""

    place: tuple[str, int]
    handle: Any
    sent: int = 0


@dataclass(eq=False, slots=True)
class _Batch:
    number: int
    texts: Sequence[str]
    tries: int = 0


class RayEncoder:
    """An encoder whose passages are read on a Ray cluster, one model a machine (or a GPU); questions, here.

    A machine that is lost loses nothing: its batches go to another. One that joins takes part. Use it in a
    `with` block, or `close` it: the actors end then, and so does a cluster of its own (`auto`).
    """

    def __init__(self, local: Encoder, model: str, address: str) -> None:
        """Have the cluster at `address` ("auto": one begun here) read as `local`, which `model` names, does.

        `ClusterError` where it can't be reached or its models are others, `MissingExtra` without Ray.
        """
        self.name, self.dimension = local.name, local.dimension
        self._local, self._model, self._address = local, model, address
        self._starting: dict[Any, _Actor] = {}
        self._actors: list[_Actor] = []
        self._starts: Counter[tuple[str, int]] = Counter()
        self._looked = 0.0
        prepare(address)
        self._ray = require("ray", "ray")
        self._placing = require("ray.util.scheduling_strategies", "ray")
        self._joined = connect(self._ray, address)
        self._ready = time.monotonic()
        try:
            self._look()
            while not self._actors:
                self._wait([])
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the actors and leave the cluster, if it was joined for this."""
        for actor in (*self._actors, *self._starting.values()):
            self._ray.kill(actor.handle)
        self._actors, self._starting = [], {}
        if self._joined:
            self._ray.shutdown()

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One vector a question."""
        return self._local.encode_query(texts)

    def read_query(self, text: str) -> Encoded:
        """The vectors of a question and its tokens."""
        return self._local.read_query(text)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One vector a passage."""
        empty = np.zeros((0, self.dimension), np.float32)
        return np.concatenate([empty, *self._stream("encode", _cut(texts))])

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        """The vectors of passages and their tokens."""
        return [encoded for read in self._stream("read", _cut(texts)) for encoded in read]

    def read_stream(self, texts: Iterable[str]) -> Iterator[Encoded]:
        """What `read_documents` gives, in order, as it comes; `texts` are taken a bounded number ahead."""
        for read in self._stream("read", _cut(texts)):
            yield from read

    def _stream(self, method: str, texts: Iterator[Sequence[str]]) -> Iterator[Any]:
        """The results of `method` for each batch, in order."""
        batches = (_Batch(number, batch) for number, batch in enumerate(texts))
        again: deque[_Batch] = deque()
        sent: dict[Any, tuple[_Batch, _Actor]] = {}
        done: dict[int, Any] = {}
        turn = 0
        try:
            while True:
                # What is sent again is waited for by all that is kept, however much that is.
                while (actor := self._free()) and (
                    again or len(sent) + len(done) < _KEPT * len(self._actors)
                ):
                    batch = again.popleft() if again else next(batches, None)
                    if batch is None:
                        break
                    sent[getattr(actor.handle, method).remote(batch.texts)] = batch, actor
                    actor.sent += 1
                if turn in done:
                    yield done.pop(turn)
                    turn += 1
                elif sent or again:
                    for reference in self._wait(list(sent)):
                        batch, actor = sent.pop(reference)
                        actor.sent -= 1
                        result = self._result(reference, batch, actor)
                        if result is None:
                            again.append(batch)
                        else:
                            done[batch.number] = result
                elif (batch := next(batches, None)) is not None:
                    again.append(batch)  # no actor is there to take it, and perhaps none will be
                else:
                    return
        finally:
            for _, actor in sent.values():
                actor.sent -= 1

    def _free(self) -> _Actor | None:
        """The actor that has least to do, where one can be given more."""
        actor = min(self._actors, key=lambda actor: actor.sent, default=None)
        return actor if actor and actor.sent < _SENT else None

    def _result(self, reference: Any, batch: _Batch, actor: _Actor) -> Any:
        """What came of a batch; None where it was lost, and `ClusterError` where it always is."""
        errors = self._ray.exceptions
        try:
            return self._ray.get(reference)
        except errors.RayTaskError as error:
            raise self._failed(error) from error
        except errors.RayError as error:
            if actor in self._actors:
                self._actors.remove(actor)
                self._ray.kill(actor.handle)
            batch.tries += 1
            if batch.tries == _TRIES:
                raise self._failed(error) from error
            self._look()
            return None

    def _wait(self, sent: list[Any]) -> list[Any]:
        """Those of `sent` that are done, after a moment at most; meanwhile actors come and go."""
        if not self._actors and not self._starting:
            raise ClusterError(
                f"no machine of {self._named} is left: what was embedded is kept, run it again"
            )
        if self._actors:
            self._ready = time.monotonic()
        elif time.monotonic() - self._ready > _READY_SECONDS:
            raise ClusterError(
                f"no machine of {self._named} had its cores free in {_READY_SECONDS} s: see ray status"
            )
        done, _ = self._ray.wait([*self._starting, *sent], timeout=_LOOK_SECONDS)
        for reference in done:
            if reference in self._starting:
                self._started(reference, self._starting.pop(reference))
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            self._look()
        return [reference for reference in done if reference in sent]

    def _started(self, reference: Any, actor: _Actor) -> None:
        """Let an actor take part whose model is loaded; `ClusterError` where it is another model."""
        errors = self._ray.exceptions
        try:
            name = self._ray.get(reference)
        except errors.RayTaskError as error:
            raise self._failed(error) from error
        except errors.RayError as error:
            if "No module named" in str(error):
                raise ClusterError(
                    f"the machines of {self._named} lack Footnote: pip install 'footnote-qa[ray]' on each"
                ) from error
            return
        if name != self.name:
            raise ClusterError(
                f"a machine of {self._named} has the encoder {name}, and here it is {self.name}: "
                f"put the same model and the same Footnote on both"
            )
        self._actors.append(actor)

    def _look(self) -> None:
        """Start an actor in every place of the cluster that has none."""
        taken = {actor.place for actor in (*self._actors, *self._starting.values())}
        for node in self._ray.nodes():
            for place, options in self._places(node):
                if place not in taken and self._starts[place] < _TRIES:
                    self._starts[place] += 1
                    handle = self._ray.remote(Reader).options(**options).remote(self._model)
                    self._starting[handle.load.remote()] = _Actor(place, handle)
        self._looked = time.monotonic()

    def _places(self, node: Any) -> list[tuple[tuple[str, int], dict[str, Any]]]:
        """Where on a machine actors go: one a GPU if the model runs on them, else one with all its cores."""
        has, name = node["Resources"], node["NodeID"]
        cores = int(has.get("CPU", 0))
        if not node["Alive"] or not cores:
            return []
        gpus = 0 if self._model in (DEFAULT_MODEL, HashEncoder.name) else min(int(has.get("GPU", 0)), cores)
        here = {"scheduling_strategy": self._placing.NodeAffinitySchedulingStrategy(name, soft=False)}
        if not gpus:
            return [((name, 0), {**here, "num_cpus": cores})]
        return [((name, number), {**here, "num_cpus": 1, "num_gpus": 1}) for number in range(gpus)]

    @property
    def _named(self) -> str:
        return f"the Ray cluster {self._address}"

    def _failed(self, error: Exception) -> FootnoteError:
        """The error as one line: what the model said, or Ray."""
        reason = getattr(error, "cause", None) or error
        lines = [line.strip() for line in str(reason).splitlines() if line.strip()]
        return ClusterError(f"{self._named} failed ({lines[-1] if lines else type(reason).__name__})")


def _cut(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
