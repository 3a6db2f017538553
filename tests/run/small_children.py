"""What a child of the warm process is asked to do in the tests."""

import os
import random
import time

import numpy as np
import threadpoolctl


def world():
    """What a child sees of its own."""
    pools = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
    return {
        "session": os.getsid(0) == os.getpid(),
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "descriptors": sorted(int(name) for name in os.listdir("/proc/self/fd")),
        "random": [random.random(), float(np.random.rand())],
        "threads": sorted({pool["num_threads"] for pool in pools}),
    }


def sleep():
    """Never end by itself."""
    time.sleep(600)


def fail():
    """Meet a bug."""
    os._exit(7)
