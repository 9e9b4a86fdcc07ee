() => {
  // Dates are picked from the browser's own calendar; after a choice the focus is where its result is. The tab is
  // drawn when it is opened first, so that nothing of it is there yet.
  const results = () => document.querySelectorAll("#fn-found .fn-results > li");
  let wanted = null; // gives the element to be focused, once it is there

  document.addEventListener("click", (event) => {
    const choice = event.target.closest("#fn-found [data-since], #fn-found .fn-more");
    if (!choice) return;
    const before = results().length;
    wanted = choice.matches(".fn-more")
      ? () => results()[before]?.querySelector("a, button")
      : () => document.querySelector("#fn-found .fn-told");
  });

  function settle() {
    for (const box of document.querySelectorAll(":is(#fn-since, #fn-until) input[type=text]")) box.type = "date";
    const sources = document.querySelector('#fn-filters [aria-label="Publications"]');
    const hint = sources?.closest(".wrap-inner").querySelector(".token") ? "" : "All";
    if (sources && sources.placeholder !== hint) sources.placeholder = hint;
    const element = wanted?.();
    if (!element) return;
    wanted = null;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }

  const whole = { childList: true, subtree: true, characterData: true };
  new MutationObserver(settle).observe(document.getElementById("fn-tabs"), whole);
}
