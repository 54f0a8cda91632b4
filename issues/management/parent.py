"""Noticing that the program that started us has ended: whoever is killed can tell nobody."""

import os
import time

LOOK_EVERY = 1  # seconds


def wait_for_the_end_of(parent: int) -> None:
    """Until `parent` is our parent no longer: the children of who is killed get another one."""
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
