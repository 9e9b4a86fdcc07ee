"""Questions that the articles themselves suggest, each with an answer that was looked up before."""
