"""Two copies of a message that arrive at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from activities.capture.parsing import read_file
from activities.models import CapturedMessage
from activities.services.capturing import keep_message
from crm.core import history
from tests.capture.conftest import NOW
from tests.capture.letters import invitation, mail

FOUR = 4


@pytest.mark.parametrize("content", [mail("secretary@example.org", Message_ID="<one@example.org>"), invitation()], ids=["mail", "invitation"])
def test_of_copies_that_arrive_together_one_waits(own_database, content):
    read, start = read_file(content, NOW), Barrier(FOUR)

    def store(number: int) -> str:
        try:
            with history.acting("system:tests"):
                start.wait(timeout=60)
                return str(keep_message(read, content + b"\n" * number, "message.eml", door="command", actor=None).state)
        finally:
            connection.close()

    with ThreadPoolExecutor(FOUR) as pool:
        assert sorted(pool.map(store, range(FOUR))) == ["duplicate", "duplicate", "duplicate", "waiting"]
    assert CapturedMessage.objects.filter(state="waiting").count() == 1
