"""Runs the rotation function in one warm process: an event per line on stdin, its outcome and cost per line on stdout."""

import json
import resource
import sys

import rotation

for line in sys.stdin:
    error = None
    try:
        rotation.lambda_handler(json.loads(line), None)
    except Exception as failure:
        error = type(failure).__name__
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cost = {"cpuMs": (usage.ru_utime + usage.ru_stime) * 1000, "peakMb": usage.ru_maxrss / 1024}
    print(json.dumps({"error": error, **cost}), flush=True)
