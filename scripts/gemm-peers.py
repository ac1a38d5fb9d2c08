"""Called by gemm-peers.mjs: the same products and singular values in NumPy. Reads one JSON question a line, answers with one."""

import json
import sys
import time

import numpy as np


def product(task):
    dtype = np.float32 if task["precision"] == "f32" else np.float64
    m, n, d = task["sizes"]
    form = task["form"]
    A = np.array(task["A"], dtype).reshape((d, m) if form == "TN" else (m, d))
    B = np.array(task["B"], dtype).reshape((n, d) if form == "NT" else (d, n))
    left = A.T if form == "TN" else A
    right = B.T if form == "NT" else B
    C = np.empty((m, n), dtype)
    return lambda: np.dot(left, right, out=C)


def values(task):
    A = np.array(task["A"]).reshape(task["sizes"])
    return lambda: np.linalg.svd(A, compute_uv=False)


work = None
for line in sys.stdin:
    task = json.loads(line)
    if task["do"] == "prepare":
        work = product(task) if task["kind"] == "product" else values(task)
        answer = {"result": work().astype(float).ravel().tolist()}
    else:
        seconds = []
        end = time.perf_counter() + task["milliseconds"] / 1000
        while len(seconds) < 3 or time.perf_counter() < end:
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
        answer = {"seconds": seconds}
    print(json.dumps(answer), flush=True)
