#!/usr/bin/env python3
# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Derives the constants of the elementary functions (ExpandExp, ExpandLog, ExpandTrig). Run by hand;
# needs mpmath. Each polynomial minimises the largest weighted error by Remez' exchange; its
# coefficients are rounded one after the other, lowest power first, and the rest fitted again.
import mpmath
from mpmath import cos, erf, erfc, exp, ln, log, mpf, pi, sin, sqrt

mpmath.mp.prec = 200
TINY = mpf(10) ** -12


def rounded(value, digits):
    mantissa, exponent = mpmath.frexp(mpf(value))
    return mpmath.nint(mantissa * 2**digits) * mpf(2) ** (exponent - digits)


def solve(points, powers):
    """The polynomial whose weighted errors at the points alternate, and that error."""
    size = len(powers)
    matrix, right = mpmath.matrix(size + 1, size + 1), mpmath.matrix(size + 1, 1)
    for row, (x, value, weight) in enumerate(points):
        for column, power in enumerate(powers):
            matrix[row, column] = x**power
        matrix[row, size] = (-1) ** row / weight
        right[row] = value
    solution = mpmath.lu_solve(matrix, right)
    return [solution[i] for i in range(size)]


def find_extrema(errors):
    """Indices of alternating extrema."""
    found = []
    last = len(errors) - 1
    for i, error in enumerate(errors):
        before, after = errors[max(i - 1, 0)], errors[min(i + 1, last)]
        if (abs(error) < abs(before) and error * before >= 0) or (
                abs(error) < abs(after) and error * after >= 0):
            continue
        if not found or errors[found[-1]] * error <= 0:
            found.append(i)
        elif abs(error) > abs(errors[found[-1]]):
            found[-1] = i
    return found


def remez(function, weight, low, high, powers, grid=1500):
    xs = [(low + high) / 2 - (high - low) / 2 * cos(pi * i / grid) for i in range(grid + 1)]
    points = [(x, function(x), weight(x)) for x in xs]
    points = [p for p in points if abs(p[2]) > mpf(10) ** -30]
    wanted = len(powers) + 1
    chosen = [int((i + 0.5) * len(points) / wanted) for i in range(wanted)]
    best = None
    for _ in range(30):
        coefficients = solve([points[i] for i in chosen], powers)
        errors = [w * (y - sum(c * x**p for c, p in zip(coefficients, powers)))
                  for x, y, w in points]
        most = max(map(abs, errors))
        if best is None or most < best[1]:
            best = coefficients, most
        extrema = find_extrema(errors)
        while len(extrema) > wanted:
            extrema.pop(0 if abs(errors[extrema[0]]) < abs(errors[extrema[-1]]) else -1)
        if len(extrema) < wanted or extrema == chosen:
            break
        chosen = extrema
    return best[0]


def fit(name, function, weight, low, high, size, digits=24, first=None):
    low, high = mpf(low), mpf(high)
    known = {}

    def rest(x):
        return function(x) - sum(c * x**p for p, c in known.items())

    for power in range(size):
        if power == 0 and first is not None:
            known[0] = mpf(first)
        else:
            found = remez(rest, weight, low, high, list(range(power, size)))
            known[power] = rounded(found[0], digits)
    steps = [low + (high - low) * mpf(i) / 4000 for i in range(4001)]
    most = max(abs(weight(x) * rest(x)) for x in steps)
    print(f"{name}: largest weighted error 2^{float(log(most) / ln(2)):.2f}")
    for power in reversed(range(size)):
        print(f"  {float(known[power]).hex()}")


def near(point, limit, function):
    """The function with its limit put in where it divides zero by zero."""
    return lambda x: function(x) if abs(x - point) > TINY else mpf(limit)


def fit_exponentials():
    half = ln(2) / 2 * mpf("1.0001")
    fit("e^r = 1 + r + r^2 p(r)", near(0, 0.5, lambda r: (exp(r) - 1 - r) / r**2),
        lambda r: r**2 / exp(r), -half, half, 5)
    fit("2^r = 1 + r p(r)", near(0, ln(2), lambda r: (2**r - 1) / r), lambda r: r / 2**r,
        -0.5, 0.5, 6)
    edge = mpf("0.875")
    fit("erf(x) = x + x p(x^2)", near(0, 2 / sqrt(pi) - 1, lambda s: erf(sqrt(s)) / sqrt(s) - 1),
        lambda s: sqrt(s) / erf(sqrt(s)), mpf(10) ** -20, edge**2, 6)
    fit("-log(1 - erf(x)) = p(x)", lambda t: -log(erfc(t)), lambda t: erfc(t) / erf(t), edge, 4, 7)


def fit_logarithms():
    third = mpf(1) / 3
    fit("log(1 + f) = f - f^2 / 2 + f^3 p(f)",
        near(0, third, lambda f: (log(1 + f) - f + f * f / 2) / f**3),
        near(0, 0, lambda f: f**3 / log(1 + f)), -third, third, 8)
    c = rounded(1 / ln(2), 24)
    fit("log2(1 + f) = f c + f p(f)",
        near(0, 1 / ln(2) - c, lambda f: (log(1 + f) / ln(2) - f * c) / f),
        near(0, 0, lambda f: f * ln(2) / log(1 + f)), -third, third, 11)


def fit_sines():
    # The reduction leaves a little more than a quarter turn divided by two.
    low, high = mpf(10) ** -20, mpf("0.805") ** 2
    fit("sin(r) = r p(r^2)", near(0, 1, lambda s: sin(sqrt(s)) / sqrt(s)),
        lambda s: sqrt(s) / sin(sqrt(s)), low, high, 4, digits=53, first=1)
    fit("cos(r) = p(r^2)", lambda s: cos(sqrt(s)), lambda s: 1 / cos(sqrt(s)), low, high, 5,
        digits=53, first=1)
    print("2/pi 2^(21 k) modulo 4, high and low:")
    for k in range(5):
        turns = 2 / pi * mpf(2) ** (21 * k)
        turns -= 4 * mpmath.floor(turns / 4 + 0.5)
        mantissa, exponent = mpmath.frexp(turns)
        # Rounded down, so that the low part is positive and keeps the sign of zero.
        high = mpmath.floor(mantissa * 2**53) * mpf(2) ** (exponent - 53)
        print(f"  {float(high).hex()} {float(rounded(turns - high, 53)).hex()}")


if __name__ == "__main__":
    fit_exponentials()
    fit_logarithms()
    fit_sines()
