"""A language model of random weights: some hundred kilobytes, letters for tokens, answers without sense."""

from __future__ import annotations

import string
from pathlib import Path

import gguf
import numpy as np

WIDTH, LAYERS, HEADS, INNER = 32, 2, 4, 64
CONTEXT = 65_536
LETTERS = [*string.ascii_letters, *string.digits, *string.punctuation, "▁", *"éèàêçùôîûâëïœÉÀ«»’…–"]
TEMPLATE = "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}\n{% endfor %}"


def write(path: Path, seed: int) -> None:
    """Writes the model as a GGUF file; a seed always gives the same."""
    chance = np.random.default_rng(seed)
    special = {"<unk>": gguf.TokenType.UNKNOWN, "<s>": gguf.TokenType.CONTROL, "</s>": gguf.TokenType.CONTROL}
    kinds = special | {f"<0x{byte:02X}>": gguf.TokenType.BYTE for byte in range(256)}
    kinds |= dict.fromkeys(LETTERS, gguf.TokenType.NORMAL)
    model = gguf.GGUFWriter(path, "llama")
    model.add_name("tiny")
    model.add_context_length(CONTEXT)
    model.add_embedding_length(WIDTH)
    model.add_block_count(LAYERS)
    model.add_feed_forward_length(INNER)
    model.add_head_count(HEADS)
    model.add_head_count_kv(HEADS)
    model.add_layer_norm_rms_eps(1e-5)
    model.add_rope_dimension_count(WIDTH // HEADS)
    model.add_vocab_size(len(kinds))
    model.add_file_type(gguf.LlamaFileType.ALL_F32)
    model.add_tokenizer_model("llama")
    model.add_token_list([token.encode() for token in kinds])
    model.add_token_scores([-float(rank) for rank in range(len(kinds))])
    model.add_token_types(list(kinds.values()))
    model.add_bos_token_id(1)
    model.add_eos_token_id(2)
    model.add_unk_token_id(0)
    model.add_add_bos_token(True)
    model.add_add_eos_token(False)
    model.add_chat_template(TEMPLATE)
    shapes = {"token_embd": (len(kinds), WIDTH), "output": (len(kinds), WIDTH)}
    for layer in range(LAYERS):
        shapes |= {f"blk.{layer}.{name}": (WIDTH, WIDTH) for name in ("attn_q", "attn_k", "attn_v", "attn_output")}
        shapes |= {f"blk.{layer}.{name}": (INNER, WIDTH) for name in ("ffn_gate", "ffn_up")}
        shapes[f"blk.{layer}.ffn_down"] = (WIDTH, INNER)
    for name, shape in shapes.items():
        weights = (chance.standard_normal(shape) * 0.2).astype(np.float32)
        if name == "output":
            weights[: -len(LETTERS)] = 0  # it reads any byte, and writes letters: half a letter is no JSON
            weights[list(kinds).index('"')] *= 3  # what it quotes ends sooner
        model.add_tensor(f"{name}.weight", weights)
    norms = ["output_norm", *(f"blk.{layer}.{name}_norm" for layer in range(LAYERS) for name in ("attn", "ffn"))]
    for name in norms:
        model.add_tensor(f"{name}.weight", np.ones(WIDTH, np.float32))
    model.write_header_to_file()
    model.write_kv_data_to_file()
    model.write_tensors_to_file()
    model.close()
