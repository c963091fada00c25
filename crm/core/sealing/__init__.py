"""Sealed history: new lines are hashed into a chain (`seal`), and anything altered behind the product's back is named (`verify`)."""

from crm.core.sealing.chain import Finding, Seal, newest_seal, seal_history
from crm.core.sealing.verifying import Verdict, verify_history

__all__ = ["Finding", "Seal", "Verdict", "newest_seal", "seal_history", "verify_history"]
