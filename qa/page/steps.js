() => {
  // After a step the focus is in the box; a mark that is pointed at or focused shows its quote beside it.
  const LONGEST = 320;
  const box = () => document.querySelector("#fn-box textarea");
  let shown = null;
  let marked = null;
  let leaving = 0;

  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-step]");
    if (chosen && chosen.dataset.step !== "retry") box().focus();
  });

  function line(text, name) {
    const paragraph = document.createElement("p");
    paragraph.dir = "auto";
    paragraph.className = name;
    paragraph.textContent = text;
    return paragraph;
  }

  function hide() {
    clearTimeout(leaving);
    shown?.remove();
    shown = null;
  }

  function place() {
    if (!shown) return;
    if (!marked.isConnected) return hide();
    const at = marked.getBoundingClientRect();
    const size = shown.getBoundingClientRect();
    const below = at.bottom + 6 + size.height <= innerHeight;
    shown.style.top = `${Math.max(4, below ? at.bottom + 6 : at.top - 6 - size.height)}px`;
    shown.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  }

  function show(mark) {
    const card = document.getElementById(mark.getAttribute("href").slice(1));
    const quote = card?.querySelector("mark")?.textContent;
    if (!quote) return;
    hide();
    shown = document.createElement("div");
    shown.className = "fn-quote";
    shown.id = "fn-quote";
    shown.setAttribute("role", "tooltip");
    const when = card.querySelector("time")?.textContent;
    const title = card.querySelector("h3").textContent;
    const letters = [...quote];
    const told = letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("").trimEnd()}…` : quote;
    const of = line(title, "fn-of");
    if (when) {
      const day = document.createElement("bdi"); // whichever way the title is written
      day.textContent = when;
      of.append(" · ", day);
    }
    shown.append(of, line(told, ""));
    document.querySelector(".gradio-container").append(shown);
    marked = mark;
    mark.setAttribute("aria-describedby", "fn-quote");
    place();
  }

  for (const coming of ["mouseover", "focusin"])
    document.addEventListener(coming, (event) => {
      if (event.target.closest(".fn-quote")) return clearTimeout(leaving);
      const mark = event.target.closest(".fn-mark");
      if (mark) show(mark);
    });
  for (const going of ["mouseout", "focusout"])
    document.addEventListener(going, (event) => {
      if (shown && event.target.closest(".fn-mark, .fn-quote")) {
        clearTimeout(leaving);
        leaving = setTimeout(hide, 200); // time to move onto the quote
      }
    });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".fn-quote")) hide();
  });
  document.addEventListener("scroll", place, true);
  new MutationObserver(place).observe(document.getElementById("fn-conversation"), {
    childList: true,
    subtree: true,
  });
}
