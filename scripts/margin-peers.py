"""Called by margin-peers.mjs: solves the same sets with SciPy and scikit-learn and compares verdicts and norms."""

import json
import sys
import time

import numpy as np
from scipy.optimize import linprog, nnls
from sklearn.svm import SVC


def separable(A):
    """Is there a w with A w >= 1? By linear programming (HiGHS)."""
    d = A.shape[1]
    found = linprog(np.zeros(d), A_ub=-A, b_ub=-np.ones(len(A)), bounds=[(None, None)] * d, method="highs")
    return found.status == 0


def least_norm(A):
    """min |w| with A w >= 1, as least-distance programming by non-negative least squares (Lawson and Hanson, chapter 23)."""
    E = np.vstack([A.T, np.ones(len(A))])
    f = np.zeros(len(E))
    f[-1] = 1
    u, _ = nnls(E, f, maxiter=100 * len(A))
    r = E @ u - f
    w = -r[:-1] / r[-1]
    return np.linalg.norm(w) / (A @ w).min()


def svm_norm(A):
    """The same by a linear SVM on the rows and their mirror images, whose free bias is then 0 by symmetry; accurate to its tolerance."""
    X = np.vstack([A, -A])
    y = np.concatenate([np.ones(len(A)), -np.ones(len(A))])
    w = SVC(kernel="linear", C=1e12, tol=1e-9).fit(X, y).coef_[0]
    return np.linalg.norm(w) / (A @ w).min()


folder = sys.argv[1]
sets = json.load(open(f"{folder}/sets.json"))
ours = json.load(open(f"{folder}/ours.json"))
disagree, worst, seconds, counts = [], 0.0, 0.0, {True: 0, False: 0}
for data, mine in zip(sets, ours):
    A = np.array(data["X"]).reshape(data["samples"], data["features"]) * np.array(data["y"])[:, None]
    start = time.time()
    theirs = separable(A)
    counts[theirs] += 1
    if theirs != (mine["verdict"] == "separable"):
        disagree.append(f"{mine['name']}: we say {mine['verdict']}, linear programming says {'' if theirs else 'not '}separable")
    elif theirs:
        norm = least_norm(A)
        error = norm / mine["norm"] - 1
        worst = max(worst, abs(error))
        if data["features"] > 100:
            print(f"{mine['name']}: ours {mine['norm']:.9f} in {mine['seconds']:.2f} s, SciPy {norm:.9f}, scikit-learn {svm_norm(A):.9f}")
    seconds += time.time() - start
print(f"{counts[True]} separable and {counts[False]} non-separable sets by linear programming; {len(disagree)} disagreements")
print(f"largest relative difference of the norm: {worst:.2e}")
print(f"time: ours {sum(o['seconds'] for o in ours):.2f} s, peers {seconds:.2f} s")
print("\n".join(disagree))
sys.exit(1 if disagree or worst > 1e-8 else 0)
