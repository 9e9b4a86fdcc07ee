"""A graph in 8-bit integers: about two and a half times as fast where the processor multiplies those at once.

Post-training quantisation by NNCF, with SmoothQuant (Xiao et al., ICML 2023). What the activations range
over is seen on passages of the articles that come with this package: so the graph is the same for every
library, whatever it holds.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import corpus
from corpus.article import indexed_text
from corpus.chunking import chunk
from corpus.loaders import articles_in
from index.graph import filled, side_by_side

_PASSAGES = 24
# How much of the activations' range goes over into the weights: of .3 to .95, that with the nearest vectors.
_SMOOTHNESS = 0.75
# In BERT's kind, what comes out of the first layer has a few values far beyond all others: it stays in
# floats, for a third less of an error altogether.
_LEFT_ALONE = r".*layer\.0\.output\.dense.*"


def quantized(graph: Any, tokenizer: Any) -> Any:
    """`graph`, which takes token ids and a mask, in 8-bit integers.

    `ImportError` where NNCF is missing, `ValueError` where it can't do it.
    """
    os.environ.setdefault("NNCF_CI", "1")  # it would report its use otherwise
    import nncf
    from nncf.quantization.advanced_parameters import (
        AdvancedQuantizationParameters,
        AdvancedSmoothQuantParameters,
    )

    nncf.set_log_level(logging.ERROR)
    seen = list(_inputs(tokenizer))
    smooth = AdvancedSmoothQuantParameters(matmul=_SMOOTHNESS)
    with redirect_stdout(StringIO()), _refusing():  # progress bars are of no use here
        return nncf.quantize(
            graph,
            nncf.Dataset(seen),
            model_type=nncf.ModelType.TRANSFORMER,
            preset=nncf.QuantizationPreset.MIXED,
            subset_size=len(seen),
            ignored_scope=nncf.IgnoredScope(patterns=[_LEFT_ALONE], validate=False),
            advanced_parameters=AdvancedQuantizationParameters(smooth_quant_alphas=smooth),
        )


@contextmanager
def _refusing() -> Iterator[None]:
    """NNCF's own errors, which have no base of their own, as a `ValueError`."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.startswith("nncf"):
            raise ValueError(str(error)) from error
        raise


def _inputs(tokenizer: Any) -> Iterator[dict[int, Any]]:
    passages = list(_passages())
    for text in passages[:: max(1, len(passages) // _PASSAGES)][:_PASSAGES]:
        ids = tokenizer.encode(text).ids
        width = filled(len(ids))
        yield {0: side_by_side([ids], width), 1: side_by_side([[1] * len(ids)], width)}


def _passages() -> Iterator[str]:
    """What is indexed of the sample articles, in the order of their names."""
    for article in articles_in(Path(corpus.__file__).parent / "articles"):
        yield from (indexed_text(article, piece.text) for piece in chunk(article))
