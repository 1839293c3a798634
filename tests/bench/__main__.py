"""`make bench`: every table, or those that are named (`python -m tests.bench web`)."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "craftify.settings")

from tests.bench import api, document, live, observing, rendering, storage, timing, web

TABLES = {
    "web": web.main,
    "api": api.main,
    "observing": observing.main,
    "live": live.main,
    "timing": timing.main,
    "rendering": rendering.main,
    "document": document.main,
    "storage": storage.main,
}

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(TABLES)
    sys.argv[1:] = []
    for name in wanted:
        print(f"\n== {name} ==", flush=True)
        TABLES[name]()
