"""Coefficients of assembly/math/normalCdf.ts and src/numerics/normalCdf.ts. Needs mpmath.

h(x) = (x + 1)·Q(x)/ϕ(x), Q = upper normal tail, is smooth on [0, ∞] with h(∞) = 1; it is expanded in Chebyshev polynomials of
t = (x − 4)/(x + 4) and printed as coefficients of T_0, T_1, …
"""
from mpmath import mp, mpf, erfc, exp, pi, sqrt, cos

mp.dps = 60
C = mpf(4)
NODES, TERMS = 96, 30


def h(x):
    return (x + 1) * erfc(x / sqrt(2)) / 2 * sqrt(2 * pi) * exp(x * x / 2)


def value(theta):
    t = cos(theta)
    if t == 1:
        return mpf(1)
    return h(C * (1 + t) / (1 - t))


angles = [(2 * i + 1) * pi / (2 * NODES) for i in range(NODES)]
values = [value(a) for a in angles]
for n in range(TERMS):
    c = 2 * sum(v * cos(n * a) for v, a in zip(values, angles)) / NODES
    print(mp.nstr(c / 2 if n == 0 else c, 20))
