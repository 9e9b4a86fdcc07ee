"""The cross-encoder as a torch module: the package's MiniLM with low-rank adapters and a head of its own.

The adapters are those of Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (ICLR 2022);
merged into the weights they cost nothing. Devlin et al., "BERT" (NAACL 2019), section 4.3, has the head:
a score for each token to begin the answer and one to end it, and one for there being none.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.models import default_model_path


def new_network(marks: int) -> Any:
    """A `torch.nn.Module`: MiniLM as it is, the rest at random; `merge` or training makes it a reader."""
    import torch
    from transformers import BertModel

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert: Any = BertModel.from_pretrained(
                default_model_path(), add_pooling_layer=False, local_files_only=True
            )
            width = self.bert.config.hidden_size
            self.drop = torch.nn.Dropout(0.1)  # while it learns
            self.mark = torch.nn.Embedding(marks, width)
            self.token = torch.nn.Linear(width, 2)
            self.none = torch.nn.Linear(width, 2)
            for layer in (self.mark, self.token, self.none):
                torch.nn.init.normal_(layer.weight, std=0.02)

        def forward(self, ids: Any, sides: Any, marks: Any, mask: Any) -> Any:
            """Scores to begin and to end the answer, (rows, tokens, 2), and for neither, (rows, 2)."""
            embedded = self.bert.embeddings.word_embeddings(ids) + self.mark(marks)
            found = self.bert(inputs_embeds=embedded, token_type_ids=sides, attention_mask=mask)
            states = self.drop(found.last_hidden_state)
            return self.token(states), self.none(states[:, 0])

    return Network()


def merge(network: Any, stored: Mapping[str, NDArray[np.float16]]) -> None:
    """Puts what was learned into `network`: `x.down` and `x.up` are added to the weight x, others replace."""
    import torch

    parameters = dict(network.named_parameters())
    with torch.no_grad():
        for name, values in stored.items():
            learned = torch.from_numpy(values.astype(np.float32))
            if name.endswith(".down"):
                up = torch.from_numpy(stored[f"{name[:-5]}.up"].astype(np.float32))
                parameters[name[:-5]].add_(up @ learned)
            elif not name.endswith(".up"):
                parameters[name].copy_(learned)
