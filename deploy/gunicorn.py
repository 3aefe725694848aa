"""How gunicorn serves Tandem behind a proxy; WEB_WORKERS and WEB_THREADS set the size."""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 30
# In memory: a heartbeat on a slow disk would look like a dead worker.
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
accesslog = "-"
# Neither who asked nor what they searched for: no IP number, no query, no referrer, no browser.
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(L)s'
# Fresh workers now and then, not all at once.
max_requests = 5000
max_requests_jitter = 500
