() => {
  // Conversations are kept in this browser's IndexedDB, one record each: what was answered, and a name if given.
  const CURRENT = "footnote.conversation"; // of this tab
  const UNSENT = "footnote.unsent"; // what was being asked or written when the page was left
  const place = document.getElementById("fn-kept");
  const dialog = place.querySelector(".fn-conversations");
  const list = place.querySelector(".fn-kept");
  const box = () => document.querySelector("#fn-box textarea");
  const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

  const database = new Promise((done, fail) => {
    const opening = indexedDB.open("footnote", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("conversations", { keyPath: "id" });
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => fail(opening.error);
  });

  async function records(mode, act) {
    const work = (await database).transaction("conversations", mode);
    const asked = act(work.objectStore("conversations"));
    await new Promise((done, fail) => {
      work.oncomplete = done;
      work.onabort = work.onerror = () => fail(work.error ?? asked.error);
    });
    return asked.result;
  }

  const known = (id) => (id ? records("readonly", (store) => store.get(id)) : undefined);
  const put = (record) => records("readwrite", (store) => store.put(record));
  const remove = (id) => records("readwrite", (store) => store.delete(id));
  const nameOf = (record) => record.name || record.answers[0].question;

  // Which conversation this tab shows, and when it was last changed as far as this tab knows.
  let current = JSON.parse(sessionStorage.getItem(CURRENT) ?? "null");
  let answered = 0; // so many of its questions, as far as they are kept
  function show(record) {
    current = record && { id: record.id, changed: record.changed };
    answered = record ? record.answers.length : 0;
    if (current) sessionStorage.setItem(CURRENT, JSON.stringify(current));
    else sessionStorage.removeItem(CURRENT);
  }

  async function keep(answers) {
    const before = await known(current?.id);
    if (!answers.length) {
      if (before && before.answers.length === 1 && lastStep === "undo") await remove(before.id);
      return show(null);
    }
    if (before && JSON.stringify(before.answers) === JSON.stringify(answers)) return show(before);
    // What another tab has gone on with stays as it is, and so does what the server has forgotten meanwhile, which
    // then sends a conversation that begins with another answer; this tab then keeps its own.
    const grown = before && JSON.stringify(before.answers[0]) === JSON.stringify(answers[0]);
    const ours = before && before.changed === current.changed && (grown || lastStep);
    if (grown) lastStep = "";
    const id = ours ? before.id : `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const record = { id, name: before?.name ?? "", answers, changed: Date.now() };
    await put(record);
    show(record); // not before it is kept: what isn't when the page is left goes back into the box
  }

  function complain(problem) {
    place.querySelector(".fn-unkept").textContent = problem;
  }

  // One after the other, in the order in which they came.
  let working = Promise.resolve();
  function inTurn(act) {
    const told = (error) => complain(`The browser doesn't keep this conversation: ${error.message || error.name}`);
    working = working.then(act).then(offer).catch(told);
    return working;
  }

  async function offer() {
    const count = await records("readonly", (store) => store.count());
    document.querySelector("[data-kept]").hidden = !count;
  }

  function download({ name, text, kind }) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: kind }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  document.addEventListener("fn-sent", ({ detail }) => {
    complain(detail.problem ?? "");
    if (detail.answers) inTurn(() => keep(detail.answers));
    if (detail.file) download(detail.file);
  });

  let lastStep = "";
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-step], [data-kept], [data-export]");
    if (!chosen) return;
    if (chosen.dataset.step) lastStep = chosen.dataset.step;
    if (chosen.hasAttribute("data-kept")) openList();
    if (chosen.dataset.export)
      inTurn(async () => {
        const record = await known(current?.id);
        if (record) say("fn-export", { ...record, form: chosen.dataset.export });
      });
  });

  // The list

  function element(kind, text, properties = {}) {
    return Object.assign(document.createElement(kind), { textContent: text, ...properties });
  }

  function button(text, label, act) {
    const made = element("button", text, { type: "button", onclick: act });
    made.setAttribute("aria-label", label);
    return made;
  }

  function rowOf(record) {
    const row = element("li", "", { className: "fn-row" });
    row.dataset.id = record.id;
    const name = nameOf(record);
    const open = element("button", name, { type: "button", className: "fn-name", dir: "auto" });
    open.onclick = () => reopen(record);
    if (record.id === current?.id) open.setAttribute("aria-current", "true");
    const many = record.answers.length;
    const when = new Date(record.changed).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const told = element("p", `${many} question${many === 1 ? "" : "s"} · ${when}`, { className: "fn-meta" });
    const acts = element("p", "", { className: "fn-acts" });
    acts.append(
      button("Rename", `Rename ${name}`, () => rename(row, record)),
      button("Markdown file", `Export ${name} as Markdown`, () => say("fn-export", { ...record, form: "md" })),
      button("JSON file", `Export ${name} as JSON`, () => say("fn-export", { ...record, form: "json" })),
      button("Delete", `Delete ${name}`, () => doubt(row, record)),
    );
    row.append(open, told, acts);
    return row;
  }

  async function openList(focused) {
    const all = await records("readonly", (store) => store.getAll());
    all.sort((one, other) => other.changed - one.changed);
    list.replaceChildren(...all.map(rowOf));
    if (!all.length) return dialog.close();
    if (!dialog.open) dialog.showModal();
    const row = focused && [...list.children].find((each) => each.dataset.id === focused);
    (row ?? list).querySelector(".fn-name").focus();
  }

  function reopen(record) {
    dialog.close();
    inTurn(() => show(record));
    say("fn-open", record);
    box().focus();
  }

  function rename(row, record) {
    const field = element("input", "", { value: nameOf(record), className: "fn-name", maxLength: 200 });
    field.setAttribute("aria-label", "New name");
    field.onkeydown = (event) => {
      if (event.key === "Escape") event.preventDefault(); // it leaves the field, not the list
      if (event.key === "Escape") openList(record.id);
      if (event.key === "Enter") renamed(record, field.value.trim());
    };
    const acts = element("p", "", { className: "fn-acts" });
    acts.append(
      element("button", "Save", { type: "button", onclick: () => renamed(record, field.value.trim()) }),
      element("button", "Cancel", { type: "button", onclick: () => openList(record.id) }),
    );
    row.replaceChildren(field, acts);
    field.select();
  }

  function renamed(record, name) {
    inTurn(async () => {
      const now = await known(record.id);
      if (now) await put({ ...now, name });
    });
    working.then(() => openList(record.id));
  }

  function doubt(row, record) {
    const acts = element("p", "", { className: "fn-acts" });
    const kept = element("button", "Keep it", { type: "button", onclick: () => openList(record.id) });
    const gone = element("button", "Delete it", { type: "button", onclick: () => forget(record) });
    acts.append(gone, kept);
    row.replaceChildren(element("p", `Delete “${nameOf(record)}” for good?`, { dir: "auto" }), acts);
    kept.focus();
  }

  function forget(record) {
    inTurn(async () => {
      await remove(record.id);
      if (record.id !== current?.id) return;
      show(null);
      say("fn-open", { answers: [] });
    });
    working.then(() => openList());
  }

  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest(".fn-shut")) dialog.close();
  });

  // What was on the page when it was left

  addEventListener("pagehide", () => {
    const last = [...document.querySelectorAll(".fn-turn")].pop();
    const unkept = last && (last.getAttribute("aria-busy") === "true" || Number(last.id.slice(8)) > answered);
    const asked = unkept ? last.querySelector(".fn-question").textContent : "";
    const draft = box().value;
    if (asked || draft.trim()) sessionStorage.setItem(UNSENT, JSON.stringify({ asked, draft }));
  });

  async function resume() {
    const unsent = JSON.parse(sessionStorage.getItem(UNSENT) ?? "{}");
    sessionStorage.removeItem(UNSENT);
    const record = (await known(current?.id)) ?? null;
    show(record);
    if (record || unsent.asked || unsent.draft) say("fn-open", { answers: record?.answers ?? [], ...unsent });
  }

  inTurn(async () => {
    if (!document.documentElement.dataset.fnKeeps)
      await new Promise((done) => document.addEventListener("fn-keeps", done, { once: true }));
    await resume();
  });
}
