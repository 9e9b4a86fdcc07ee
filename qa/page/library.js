() => {
  // Files are chosen or dropped, a question opens before something is deleted, a turned page begins at its top.
  const byId = (id) => document.getElementById(id);
  let opener = null;
  let sending = false;

  async function send(files) {
    const wanted = files.filter((file) => !file.name.startsWith("."));
    if (!wanted.length || sending) return;
    const line = document.createElement("p");
    const bar = document.createElement("progress");
    bar.max = wanted.length;
    bar.setAttribute("aria-label", "Files uploaded");
    document.querySelector(".fn-sending").replaceChildren(line, bar);
    sending = true;
    const tell = (done, name) => {
      bar.value = done;
      line.textContent = `Uploading ${done + 1} of ${wanted.length}: ${name}`;
      if (done < wanted.length) return;
      sending = false;
      document.querySelector(".fn-sending").replaceChildren();
    };
    document.querySelector(".fn-give").dispatchEvent(new CustomEvent("fn-send", { bubbles: true, detail: { files: wanted, tell } }));
  }

  async function filesOf(entry) {
    if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!some.length) return found;
      for (const inner of some) found.push(...(await filesOf(inner)));
    }
  }

  document.addEventListener("click", (event) => {
    const act = event.target.closest("[data-picks]");
    if (act) {
      const inputs = act.closest(".fn-give").querySelectorAll("input");
      inputs[act.dataset.picks === "folder" ? 1 : 0].click();
    }
    if (event.target.closest(".fn-delete")) opener = event.target.closest(".fn-delete");
    const dialog = event.target.closest(".fn-confirm");
    if (!dialog) return;
    const sure = event.target.closest(".fn-do-delete");
    if (!sure && event.target !== dialog && !event.target.closest(".fn-keep")) return;
    dialog.close();
    if (sure) byId("fn-filter").querySelector("input, textarea").focus();
    else opener?.focus();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.closest(".fn-give")) return;
    send([...event.target.files]);
    event.target.value = "";
  });

  for (const kind of ["dragover", "dragleave", "drop"])
    document.addEventListener(kind, async (event) => {
      const place = event.target.closest?.(".fn-give");
      if (!place) return;
      event.preventDefault();
      place.classList.toggle("fn-over", kind === "dragover");
      if (kind !== "drop") return;
      const dropped = [...event.dataTransfer.items].filter((item) => item.kind === "file");
      // At once for all of them: an item is empty after the first wait.
      const coming = dropped.map((item) => {
        const entry = item.webkitGetAsEntry();
        return entry ? filesOf(entry) : [item.getAsFile()];
      });
      send((await Promise.all(coming)).flat());
    });

  document.addEventListener("click", (event) => {
    if (!event.target.closest(".fn-page")) return;
    const shelf = byId("fn-shelf");
    new MutationObserver((_, observer) => {
      observer.disconnect();
      const top = shelf.querySelector(".fn-count");
      top?.focus({ preventScroll: true });
      top?.scrollIntoView({ block: "nearest" });
    }).observe(shelf, { childList: true, subtree: true });
  });

  new MutationObserver(() => {
    const dialog = document.querySelector("#fn-question .fn-confirm");
    if (!dialog || dialog.open || dialog.dataset.asked) return;
    dialog.dataset.asked = "yes";
    dialog.showModal();
    dialog.querySelector(".fn-keep").focus();
  }).observe(document.querySelector(".gradio-container"), { childList: true, subtree: true });
}
