() => {
  // Marks lead to their sources and back, examples ask themselves, and the newest exchange stays in sight.
  const byId = (id) => document.getElementById(id);
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  function showSourcesOf(answer) {
    for (const section of document.querySelectorAll(".fn-sources"))
      section.hidden = section.dataset.answer !== answer;
  }

  function emphasise(element) {
    for (const lit of document.querySelectorAll(".fn-lit")) lit.classList.remove("fn-lit");
    element.classList.add("fn-lit");
  }

  function goTo(target) {
    const section = target.closest(".fn-sources");
    if (section) showSourcesOf(section.dataset.answer);
    emphasise(target);
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest(".fn-example") && matchMedia("(pointer: fine)").matches)
      byId("fn-box").querySelector("textarea").focus();
    const link = event.target.closest(".fn-mark, .fn-back, .fn-show");
    if (!link) return;
    event.preventDefault();
    const target = byId(link.getAttribute("href").slice(1));
    if (target) goTo(target);
  });

  let turns = 0;
  new MutationObserver(() => {
    const shown = document.querySelectorAll(".fn-turn");
    const last = shown[shown.length - 1];
    if (last && (shown.length !== turns || last.getAttribute("aria-busy") === "true"))
      last.scrollIntoView({ block: "nearest" });
    if (shown.length > turns) byId("fn-right")?.scrollTo(0, 0);
    turns = shown.length;
  }).observe(byId("fn-conversation"), { childList: true, subtree: true, characterData: true });

  byId("fn-box").querySelector("button").setAttribute("aria-label", "Ask");
}
