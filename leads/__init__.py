"""Prospects, referrals and the D+3 follow-up."""
