"""Several deeds that begin at the same moment, each with a connection of its own."""

import threading

from django.db import connection


def at_once(*deeds):
    """Run the deeds in threads that start together; their results or exceptions, in order."""
    barrier, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(index, deed):
        try:
            barrier.wait(10)
            results[index] = deed()
        except Exception as trouble:
            results[index] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
