"""A database that answers nothing: whoever waits is let go."""

import threading

import pytest
from django.db import OperationalError, connection

from flowt import hung
from tests.chaos.frozen import frozen


@pytest.fixture
def watched(world):
    hung.connection_created.connect(hung._remember, dispatch_uid="flowt.hung")
    yield
    hung.connection_created.disconnect(dispatch_uid="flowt.hung")
    hung._missed = 0


def ask(found, begun, ready):
    """What a request does: it waits for one statement, and keeps what came of it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            begun.set()
            ready.wait()
            cursor.execute("SELECT 2")
            found.append(cursor.fetchone()[0])
    except OperationalError as error:
        found.append(error)
    finally:
        connection.close()


def test_who_waits_for_a_hung_database_gets_an_error_and_the_next_an_answer(watched):
    found, begun, ready = [], threading.Event(), threading.Event()
    waiter = threading.Thread(target=ask, args=(found, begun, ready), daemon=True)
    waiter.start()
    assert begun.wait(60)
    with frozen("postgres"):
        ready.set()
        assert [hung.look(), hung.look()] == [False, True]
        waiter.join(60)
        assert isinstance(found[0], OperationalError)

    again = threading.Thread(target=ask, args=(found, begun, ready))
    again.start()
    again.join(60)
    assert found[1] == 2


def test_a_database_that_answers_is_left_alone(watched):
    assert [hung.look() for _ in range(3)] == [False, False, False]
