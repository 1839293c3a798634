"""The whole product behind its own server, for `test_raw_requests.py`; prints the port it takes."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from craftify.asgi import application
from craftify.dynamo.table import create_tables
from craftify.server import Server

if __name__ == "__main__":
    create_tables()
    server = Server(application, endpoints=["tcp:port=0:interface=127.0.0.1"])
    server.ready_callable = lambda: print(server.listening_addresses[0][1], flush=True)
    server.run()
