"""The audit trail: who changed what, from what to what, when and from where."""
