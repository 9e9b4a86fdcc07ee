() => {
  // A thumb says at once whether an answer helped; the one that points down asks why. What was said is shown again
  // when the conversation is drawn anew, for as long as the page is open.
  const place = document.getElementById("fn-feedback");
  const dialog = place.querySelector(".fn-why");
  const status = place.querySelector("[role=status]");
  const comment = dialog.querySelector("textarea");
  const said = new Map();
  let asked = null; // the button that opened the dialog

  const turnOf = (number) => document.getElementById(`fn-turn-${number}`);
  const keyOf = (turn) =>
    [turn.querySelector(".fn-question"), turn.querySelector(".fn-answer")].map((part) => part?.textContent).join("\n");

  function draw() {
    if (!said.size) return; // as the server draws them
    for (const turn of document.querySelectorAll(".fn-turn")) {
      const { verdict = "", told = "" } = said.get(keyOf(turn)) ?? {};
      for (const thumb of turn.querySelectorAll("[data-verdict]")) {
        const pressed = String(thumb.dataset.verdict === verdict);
        if (thumb.getAttribute("aria-pressed") !== pressed) thumb.setAttribute("aria-pressed", pressed);
      }
      const line = turn.querySelector(".fn-noted");
      if (line && line.textContent !== told) line.textContent = told;
    }
  }

  function send(button, verdict, reason = "", words = "") {
    const turn = Number(button.dataset.turn);
    document.dispatchEvent(new CustomEvent("fn-like", { detail: { turn, verdict, reason, comment: words } }));
  }

  function ask(button) {
    if (asked !== button) comment.value = ""; // written of another answer
    asked = button;
    const silent = turnOf(button.dataset.turn).querySelector(".fn-abstained");
    for (const label of dialog.querySelectorAll("[data-for]")) {
      label.hidden = label.dataset.for === (silent ? "answer" : "silence");
      label.querySelector("input").checked = false;
    }
    dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    const thumb = event.target.closest("[data-verdict]");
    if (!thumb) return;
    if (thumb.getAttribute("aria-pressed") === "true") send(thumb, "withdrawn");
    else if (thumb.dataset.verdict === "helpful") send(thumb, "helpful");
    else ask(thumb);
  });

  dialog.addEventListener("click", (event) => {
    if (event.target.closest(".fn-send")) {
      const reason = dialog.querySelector("input:checked")?.value ?? "";
      send(asked, "unhelpful", reason, comment.value.trim());
      dialog.close();
    } else if (event.target === dialog || event.target.closest(".fn-leave")) dialog.close();
  });
  dialog.addEventListener("close", () => asked?.isConnected && asked.focus());

  document.addEventListener("fn-noted", ({ detail }) => {
    const { turn, verdict, problem } = detail;
    const withdrawn = verdict === "withdrawn";
    const told = problem || (withdrawn ? "Taken back." : "Thank you, noted.");
    const about = turnOf(turn);
    if (!problem && verdict === "unhelpful") comment.value = ""; // what could not be kept stays written
    const before = about && said.get(keyOf(about))?.verdict;
    if (about) said.set(keyOf(about), { verdict: problem ? before : withdrawn ? "" : verdict, told });
    status.textContent = told;
    draw();
  });

  new MutationObserver(draw).observe(document.getElementById("fn-conversation"), { childList: true, subtree: true });
}
