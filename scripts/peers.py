"""Called by lib/peers.mjs: the same products and singular values in NumPy, the same trainings in PyTorch. Reads one JSON question a line,
answers with one."""

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


def tensor(path, *shape):
    import torch

    torch.set_num_threads(1)
    return torch.from_numpy(np.fromfile(path, np.float32).reshape(shape).copy())


def sample(weights):
    flat = weights.reshape(-1)
    return flat[(np.arange(4096) * flat.numel()) // 4096].numpy()


def softmax(task):
    import torch

    m, d, k, n = task["sizes"]
    w, a, x = tensor(task["weights"], m, d), tensor(task["outputs"], k, m), tensor(task["inputs"], n, d)
    labels, batches = torch.tensor(task["labels"]), torch.tensor(task["batches"])
    rows = torch.arange(batches.shape[1])

    def steps():
        for batch in batches:
            xb = x[batch]
            z = xb @ w.T
            p = torch.softmax(z.clamp_min(0) @ a.T, 1)
            p[rows, labels[batch]] -= 1
            w.addmm_(((p @ a) * (z >= 0)).T, xb, alpha=-task["learningRate"] / len(batch))
        return w

    return lambda: sample(steps())


def deep(task):
    import torch

    m, d, layers, n = task["sizes"]
    weights = [tensor(path, m, d if l == 0 else m) for l, path in enumerate(task["weights"])]
    v, x, y = tensor(task["outputs"], m), tensor(task["inputs"], n, d), torch.tensor(task["labels"], dtype=torch.float32)

    def step():
        hidden = [x]
        for w in weights:
            hidden.append((hidden[-1] @ w.T).clamp_min_(0))
        slope = -y * torch.sigmoid(-y * (hidden[-1] @ v)) * (task["learningRate"] / n)
        back = slope[:, None] * v * (hidden[-1] > 0)
        for l in range(layers - 1, -1, -1):
            below = (back @ weights[l]) * (hidden[l] > 0) if l > 0 else None
            weights[l].addmm_(back.T, hidden[l], alpha=-1)
            back = below
        return weights[-1]

    return lambda: sample(step())


KINDS = {"product": product, "values": values, "softmax": softmax, "deep": deep}
work = None
for line in sys.stdin:
    task = json.loads(line)
    if task["do"] == "prepare":
        work = KINDS[task["kind"]](task)
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
