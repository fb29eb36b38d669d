"""Versions: true in the database, quick in Redis, never going back."""

import pytest
from django.db import transaction

from flowt import versions
from flowt.redis import client
from tests.conftest import run_commit_hooks


def test_grows_with_every_bump(db):
    before = versions.read("x")

    versions.bump("x")
    versions.bump("x")
    run_commit_hooks()

    assert versions.read("x") == [before[0] + 2]


def test_a_rolled_back_bump_is_not_seen(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        versions.bump("y")
        raise ZeroDivisionError

    assert versions.read("y") == [0]


def test_a_late_writer_cannot_bring_an_old_number_back(db):
    versions._copy({"z": 5})
    versions._copy({"z": 4})

    assert versions.read("z") == [5]


def test_without_the_copy_the_row_is_read(db):
    versions.bump("w")
    run_commit_hooks()
    client().flushdb()

    assert versions.read("w", "never") == [1, 0]


def test_what_is_asked_for_is_renewed_from_the_rows(db, monkeypatch):
    versions.bump("v")  # whoever did so died before the copy was made
    versions._copy({"v": 0})
    assert versions.read("v") == [0]
    client().expire("flowt:version:v", 10)

    monkeypatch.setattr(versions, "_renewed_at", 0.0)
    versions.renew()

    assert versions.read("v") == [1]
    assert client().ttl("flowt:version:v") > 10
