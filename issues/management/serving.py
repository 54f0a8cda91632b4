"""The server of the demo: it ends with the program that started it, even where that one was killed."""

import os
from threading import Thread

from bulletin.wsgi import application as application
from issues.management.parent import wait_for_the_end_of

# Imported in the server's own process, the child of the program that looks after it.
Thread(
    target=lambda parent: (wait_for_the_end_of(parent), os._exit(1)),
    args=[os.getppid()],
    daemon=True,
).start()
