() => {
  // An article that has come opens as a dialog, its quote in sight; one that is asked for again opens again.
  const pane = document.getElementById("fn-reading");
  let opener = null;

  function open(dialog) {
    if (!dialog || dialog.open) return;
    dialog.showModal();
    const quote = dialog.querySelector(".fn-here");
    if (quote) quote.scrollIntoView({ block: "center" });
  }

  function shut(dialog) {
    dialog.close();
    opener?.focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".fn-read");
    if (button) {
      opener = button;
      const { doc, start, end } = button.dataset;
      const known = pane.querySelector(".fn-reader");
      if (known?.dataset.doc === doc && known.dataset.place === `${start}-${end}`) open(known);
      return;
    }
    const dialog = event.target.closest(".fn-reader");
    // A click on the dialog itself is one beside its content: on the backdrop.
    if (dialog && (event.target === dialog || event.target.closest(".fn-shut"))) shut(dialog);
  });

  new MutationObserver(() => open(pane.querySelector(".fn-reader"))).observe(pane, {
    childList: true,
    subtree: true,
  });
}
