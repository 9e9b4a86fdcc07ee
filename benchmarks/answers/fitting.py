"""The two regressions that selection uses, in numpy."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from qa.features import Matrix


def logistic(rows: Matrix, labels: Matrix, weights: Matrix, ridge: float) -> tuple[Matrix, float]:
    """The coefficients and the bias of a logistic regression, by Newton's method (Hastie et al. 2009, 4.4.1).

    The ridge holds for columns scaled to unit variance; what comes back is for the columns as they are.
    """
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    penalty = np.append(np.full(rows.shape[1], ridge), 1e-9)
    beta = np.zeros(scaled.shape[1])
    for _ in range(25):
        likely = 1 / (1 + np.exp(-np.clip(scaled @ beta, -30, 30)))
        slope = scaled.T @ (weights * (likely - labels)) + penalty * beta
        curve = (scaled * (weights * likely * (1 - likely))[:, None]).T @ scaled + np.diag(penalty)
        beta -= np.linalg.solve(curve, slope)
    return beta[:-1] / spread, float(beta[-1] - (beta[:-1] * mean / spread).sum())


def conditional_logit(rows: Matrix, right: Matrix, starts: NDArray[np.int64], ridge: float) -> Matrix:
    """The coefficients under which the right rows of each group are likeliest (McFadden 1974).

    `starts` are the places where groups begin; each has at least one row with `right` = 1. Where it has
    several, any of them will do. Newton's method, each step halved until it is one for the better.
    """
    spread = rows.std(axis=0) + 1e-9
    scaled = rows / spread
    sizes = np.diff([*starts, len(rows)])

    def parts(beta: Matrix) -> tuple[float, Matrix, Matrix]:
        """The loss, every row's share of its group, and every right row's share of the right ones."""
        strengths = scaled @ beta
        strengths -= np.repeat(np.maximum.reduceat(strengths, starts), sizes)
        weights = np.exp(strengths) + 1e-12
        every, good = np.add.reduceat(weights, starts), np.add.reduceat(weights * right, starts)
        loss = float(np.log(every / good).sum() + ridge / 2 * beta @ beta)
        return loss, weights / np.repeat(every, sizes), weights * right / np.repeat(good, sizes)

    beta = np.zeros(rows.shape[1])
    loss, likely, wanted = parts(beta)
    for _ in range(40):
        means = np.add.reduceat(scaled * likely[:, None], starts)
        slope = scaled.T @ (likely - wanted) + ridge * beta
        curve = (scaled * likely[:, None]).T @ scaled - means.T @ means + ridge * np.eye(len(beta))
        step = np.linalg.solve(curve, slope)
        while (tried := parts(beta - step))[0] > loss and np.abs(step).max() > 1e-6:
            step /= 2
        beta, (loss, likely, wanted) = beta - step, tried
    return np.asarray(beta / spread)


def of_right_sign(
    learn: Callable[[NDArray[np.bool_]], Matrix], signs: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """The columns to keep so that no coefficient has the wrong sign, shape (len(signs),).

    `signs` are 1, -1, or 0 where either will do; `learn` gives the coefficients of the columns it is told
    to use. Those that come out wrong are left out and the rest learned anew, until none does.

    >>> of_right_sign(lambda used: np.array([2.0, -1.0])[used], np.array([1, 1])).tolist()
    [True, False]
    """
    used = np.ones(len(signs), dtype=np.bool_)
    while (wrong := learn(used) * signs[used] < 0).any():
        used[np.flatnonzero(used)[wrong]] = False
    return used


def auc(positive: Matrix, negative: Matrix) -> float:
    """The probability that a positive outranks a negative, ties counting half.

    >>> auc(np.array([0.9, 0.5]), np.array([0.5, 0.1]))
    0.875
    """
    values, places = np.unique(np.concatenate([positive, negative]), return_inverse=True)
    at, below = np.bincount(places[len(positive) :], minlength=len(values)), places[: len(positive)]
    before = np.cumsum(at) - at
    return float((before[below] + 0.5 * at[below]).mean() / len(negative))
