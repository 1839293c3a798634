"""Keys over the API, and requests that are made with one."""
