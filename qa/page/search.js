() => {
  // The search tab: days can be picked, filters unfold, what was found is told, and the focus isn't lost.
  const byId = (id) => document.getElementById(id);
  const ICON =
    '<svg class="fn-calendar" viewBox="0 0 16 16" aria-hidden="true">' +
    '<path d="M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 1.5v3M10.5 1.5v3"/></svg>';

  // The browser's own calendar, beside a box in which days, months and years can be typed as well.
  function addCalendar(id, name) {
    const block = byId(id);
    const box = block?.querySelector("input");
    if (!box || block.querySelector(".fn-pick") || !HTMLInputElement.prototype.showPicker) return;
    const picker = Object.assign(document.createElement("input"), { type: "date", tabIndex: -1, className: "fn-picker" });
    picker.setAttribute("aria-hidden", "true");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "fn-pick", innerHTML: ICON });
    button.setAttribute("aria-label", name);
    button.title = name;
    button.addEventListener("click", () => {
      picker.value = /^\d{4}-\d\d-\d\d$/.test(box.value) ? box.value : "";
      picker.showPicker();
    });
    picker.addEventListener("change", () => {
      box.value = picker.value;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      setTimeout(() => box.dispatchEvent(new FocusEvent("blur"))); // when Gradio has taken the value over
    });
    block.append(picker, button);
  }

  function prepare() {
    document.querySelector("#fn-query button:not([aria-label])")?.setAttribute("aria-label", "Find passages");
    const sources = document.querySelector("#fn-publications input");
    const hint = document.querySelector("#fn-publications .token") ? "" : "All";
    if (sources && sources.placeholder !== hint) sources.placeholder = hint;
  }

  // What a choice among the results moved the focus to, once they are there: a passage by number, or their head.
  let goal = null;
  let last = "0";

  function arrive() {
    const outcome = document.querySelector("#fn-found .fn-outcome");
    if (!outcome || outcome.dataset.number === last) return;
    last = outcome.dataset.number;
    const region = document.querySelector(".fn-told");
    region.textContent = "";
    setTimeout(() => (region.textContent = outcome.dataset.told), 100); // else the same words aren't told twice
    if (goal === null) return;
    const passage = outcome.querySelectorAll(".fn-results h3")[goal];
    goal = null;
    const { activeElement } = document;
    if (activeElement !== document.body && !byId("fn-found").contains(activeElement)) return;
    const target = passage ?? outcome.querySelector(".fn-tally") ?? outcome;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    const fold = event.target.closest(".fn-fold");
    if (fold) fold.setAttribute("aria-expanded", String(fold.getAttribute("aria-expanded") !== "true"));
    const chosen = event.target.closest("#fn-found :is(.fn-bar, .fn-all-dates, .fn-more)");
    if (!chosen) return;
    goal = chosen.classList.contains("fn-more") ? document.querySelectorAll(".fn-results > li").length : -1;
  });

  // The tab's boxes are made when it is opened for the first time.
  new MutationObserver(() => {
    prepare();
    addCalendar("fn-since", "Pick the first day");
    addCalendar("fn-until", "Pick the last day");
    arrive();
  }).observe(document.querySelector(".gradio-container"), {
    attributeFilter: ["data-number"],
    childList: true,
    subtree: true,
  });
}
