"""Does a quote support a sentence? The check behind every footnote; begin with `qa.support.check`."""
