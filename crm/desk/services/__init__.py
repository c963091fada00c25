from crm.desk.services.logging import log_with_evidence, propose_for

__all__ = ["log_with_evidence", "propose_for"]
