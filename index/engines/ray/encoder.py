"""Passages read by the machines of a Ray cluster, each with a model of its own.

Ray Data does the work: it hands out the texts, starts as many actors as the machines have room for, more
where machines join, and sends again what was lost with one of them. What waits lies in Ray's object store,
which goes to disk beyond its share of memory.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self

from corpus.errors import ClusterError, require
from index.embedding import Embedded
from index.encoder import Encoded, Encoder, HashEncoder, Vectors
from index.engines.ray.connecting import connect, prepare
from index.engines.ray.reader import Reader, embedded_of, missing_rows, unlike
from index.models import DEFAULT_MODEL, identify
from index.store import Missing

# Of the pieces in which a sync asks for what waits, an actor has one at work and one at hand.
_AT_HAND = 2
# So many actors may fail to load the model, one after the other.
_FAILED_STARTS = 2
# In seconds; to load a model and compile it takes a minute or two.
_PATIENCE = 300.0


class RayEncoder:
    """An encoder that has what waits in a sync read by a Ray cluster, one model an actor; all else, here.

    A machine that is lost loses nothing: its texts go to another. One that joins takes part. Use it in a
    `with` block, or `close` it: a cluster of its own (`auto`) ends then.
    """

    def __init__(self, local: Encoder, model: str, address: str) -> None:
        """Have the cluster at `address` ("auto": one begun here) read as `local`, which `model` names, does.

        `ClusterError` where it can't be reached or its models are others, `MissingExtra` without Ray.
        """
        self.name, self.dimension = local.name, local.dimension
        self._local, self._model, self._named = local, model, f"the Ray cluster {address}"
        prepare(address)
        self._ray = require("ray", "ray")
        self._data = require("ray.data", "ray")
        self._joined = connect(self._ray, address)
        try:
            self._check_machines()
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
        """Leave the cluster, if it was joined for this."""
        if self._joined:
            self._ray.shutdown()
            self._joined = False

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One vector a question."""
        return self._local.encode_query(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One vector a passage."""
        return self._local.encode_document(texts)

    def read_query(self, text: str) -> Encoded:
        """The vectors of a question and its tokens."""
        return self._local.read_query(text)

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        """The vectors of passages and their tokens."""
        return self._local.read_documents(texts)

    def embed_stream(self, waiting: Iterable[Sequence[Missing]]) -> Iterator[list[Embedded]]:
        """What the machines of the cluster make of each text that waits, in any order, as it comes."""
        put = [self._ray.put(missing_rows(items)) for items in waiting]
        if not put:
            return
        actors, each_has = self._actors()
        pool = self._data.ActorPoolStrategy(
            min_size=1, initial_size=min(actors, len(put)), max_tasks_in_flight_per_actor=_AT_HAND
        )
        try:
            self._quiet()
            made = self._data.from_arrow_refs(put).map_batches(
                Reader,
                fn_constructor_args=(self._model, self.name),
                batch_size=None,
                batch_format="pyarrow",
                compute=pool,
                **each_has,
            )
            for rows in made.iter_batches(batch_size=None, batch_format="pyarrow"):
                yield embedded_of(rows, self.dimension)
        except self._errors() as error:
            raise self._failed(error) from error

    def _actors(self) -> tuple[int, dict[str, float]]:
        """How many actors there is room for, and what each of them has.

        That is a GPU if the model runs on them, else all cores of the smallest machine: a model uses all.
        """
        machines = [node["Resources"] for node in self._ray.nodes() if node["Alive"]]
        gpus = sum(int(has.get("GPU", 0)) for has in machines)
        if gpus and self._model not in (DEFAULT_MODEL, HashEncoder.name):
            return gpus, {"num_cpus": 1, "num_gpus": 1}
        cores = [int(has["CPU"]) for has in machines if has.get("CPU", 0) >= 1]
        if not cores:
            raise ClusterError(f"no machine of {self._named} is left that has cores: see ray status")
        return sum(of // min(cores) for of in cores), {"num_cpus": min(cores)}

    def _check_machines(self) -> None:
        """`ClusterError` where a machine lacks Footnote, or has another model under this name."""
        pinned = require("ray.util.scheduling_strategies", "ray").NodeAffinitySchedulingStrategy
        self._actors()
        asked = [
            self._ray.remote(identify)
            .options(num_cpus=0, scheduling_strategy=pinned(node["NodeID"], soft=False))
            .remote(self._model)
            for node in self._ray.nodes()
            if node["Alive"] and node["Resources"].get("CPU", 0) >= 1
        ]
        try:
            names = self._ray.get(asked, timeout=_PATIENCE)
        except self._errors() as error:
            raise self._failed(error) from error
        for name in names:
            if name != self.name:
                raise ClusterError(f"in {self._named} {unlike(name, self.name)}")

    def _quiet(self) -> None:
        """Have Ray Data say nothing, and give up where nothing comes any more."""
        context = self._data.DataContext.get_current()
        context.enable_progress_bars = context.print_on_execution_start = False
        context.enable_auto_log_stats = False
        context.max_consecutive_actor_init_deaths = _FAILED_STARTS
        context.execution_no_progress_timeout_s = _PATIENCE

    def _errors(self) -> tuple[type[Exception], ...]:
        data = require("ray.data.exceptions", "ray")
        return (self._ray.exceptions.RayError, data.RayDataUserCodeException, data.SystemException)

    def _failed(self, error: Exception) -> ClusterError:
        """The error as one line: what went wrong on a machine, or what Ray says of it."""
        told = f"{error}\n{error.__cause__ or ''}"
        if "No module named" in told:
            return ClusterError(
                f"the machines of {self._named} lack Footnote: pip install 'footnote-qa[ray]' on each"
            )
        ours = re.findall(r"corpus\.errors\.\w+: (.+)", told)
        lines = [line.strip() for line in told.splitlines() if line.strip()]
        return ClusterError(f"{self._named} failed ({ours[-1] if ours else lines[-1]}): run it again")
