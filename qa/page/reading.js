() => {
  // An article that has come opens as a dialog, its quote in sight; one that is asked for again opens again.
  const pane = document.getElementById("fn-reading");
  let opener = null;
  let wanted = null;

  // Gradio makes the former dialog into the new one, and touches it while it waits: what is closed stays so
  // until the article that is wanted stands in it. One that is gone has no place.
  const isWanted = ({ dataset }) =>
    dataset.doc === wanted?.doc && (!dataset.place || dataset.place === `${wanted.start}-${wanted.end}`);

  function open() {
    const dialog = pane.querySelector(".fn-reader");
    if (!dialog || dialog.open || !isWanted(dialog)) return;
    wanted = null;
    dialog.showModal();
    dialog.querySelector(".fn-text")?.scrollTo(0, 0);
    dialog.querySelector(".fn-here")?.scrollIntoView({ block: "center" });
  }

  function shut(dialog) {
    dialog.close();
    opener?.focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".fn-read");
    if (button) {
      opener = button;
      wanted = { ...button.dataset };
      open();
      return;
    }
    const dialog = event.target.closest(".fn-reader");
    // A click on the dialog itself is one beside its content: on the backdrop.
    if (dialog && (event.target === dialog || event.target.closest(".fn-shut"))) shut(dialog);
  });

  new MutationObserver(open).observe(pane, {
    attributeFilter: ["data-doc", "data-place"],
    characterData: true,
    childList: true,
    subtree: true,
  });
}
