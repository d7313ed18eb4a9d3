"""What customers wrote in conversations, in order; what agents answered is left out."""

from support.dialogues.getting_on import GETTING_ON
from support.dialogues.in_vain import IN_VAIN

__all__ = ["GETTING_ON", "IN_VAIN"]
