// Comforts of the log form: more types on demand, decisions of the chosen project, and a draft on this device until it is saved.
const DAY = 24 * 60 * 60 * 1000;
const form = document.querySelector("form[data-log]");
const saved = document.querySelector("[data-logged]");

function draftName(user) {
  return `listening-post-log-draft-${user}`;
}

function startTypes() {
  const more = form.querySelector("[data-type-more]");
  const show = () => {
    const chosen = form.querySelector("[data-type] input:checked");
    more.hidden = !(chosen && chosen.value === "more") && !more.querySelector("select").value;
  };
  form.querySelector("[data-type]").addEventListener("change", () => {
    const chosen = form.querySelector("[data-type] input:checked");
    if (chosen && chosen.value !== "more") more.querySelector("select").value = "";
    show();
  });
  show();
}

function startDecisions() {
  const project = form.querySelector("[name=project]");
  const offers = form.querySelector("[data-suggestions]");
  if (!project || !offers) return;
  project.addEventListener("change", async () => {
    try {
      const answer = await fetch(`${form.dataset.decisionsUrl}?project=${encodeURIComponent(project.value)}`);
      if (answer.ok && !answer.redirected) offers.innerHTML = await answer.text();
    } catch {
      offers.textContent = "No connection. You can propose it as evidence after saving.";
    }
  });
}

function startVisibility() {
  const words = form.querySelector("[data-visibility-words]");
  for (const radio of form.querySelectorAll("[name=visibility]")) {
    radio.addEventListener("change", () => {
      words.textContent = form.querySelector(`label[for="${radio.id}"]`).textContent;
    });
  }
}

class Draft {
  // Kept on this device only, for a day, until saved or discarded; files are never kept.
  constructor(name, note) {
    this.name = name;
    this.note = note;
    form.addEventListener("input", () => this.keepSoon());
    form.addEventListener("change", () => this.keepSoon());
    form.addEventListener("submit", () => this.keep());
    window.addEventListener("pagehide", () => this.keepNow());
    document.addEventListener("visibilitychange", () => this.keepNow()); // a phone may never say that a page goes away
    if (!form.hasAttribute("data-came-back")) this.offer();
  }

  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.name) || "null");
      return kept && Date.now() - kept.at < DAY ? kept : null;
    } catch {
      return null;
    }
  }

  keepSoon() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.keepNow(), 600);
  }

  keepNow() {
    if (!this.timer) return;
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.keep();
  }

  keep() {
    const pairs = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "submission_key"].includes(name));
    try {
      const chips = [...form.querySelectorAll(".lp-picker__chip")].map((chip) => [chip.querySelector("input").value, chip.querySelector("span").textContent]);
      localStorage.setItem(this.name, JSON.stringify({ at: Date.now(), pairs, labels: Object.fromEntries(chips) }));
    } catch {
      return;
    }
    this.say(`Draft kept ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })} on this device`, "discard", () => this.discard());
  }

  offer() {
    const kept = this.read();
    if (!kept) return localStorage.removeItem(this.name);
    const at = new Date(kept.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    this.say(`You have a draft of ${at} that was not saved.`, "bring it back", () => this.restore(kept), "discard", () => this.discard());
  }

  restore(kept) {
    const byName = new Map();
    for (const [name, value] of kept.pairs) byName.set(name, [...(byName.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || !byName.has(field.name) || ["file", "submit", "hidden"].includes(field.type)) continue;
      const values = byName.get(field.name);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0];
      const section = field.closest("details");
      if (section && field.value && ["text", "textarea"].includes(field.type) && field.value !== field.defaultValue) section.open = true;
    }
    for (const name of ["type", "visibility"]) {
      const chosen = form.querySelector(`[name=${name}]:checked`);
      if (chosen) chosen.dispatchEvent(new Event("change", { bubbles: true }));
    }
    for (const root of form.querySelectorAll("[data-picker]")) this.restorePicker(root, byName.get(root.dataset.name) || [], kept.labels || {});
    this.say("The draft is back. Check who was there, then save.", "discard", () => this.discard());
  }

  restorePicker(root, values, labels) {
    const there = new Set([...root.querySelectorAll("[data-picker-chosen] input")].map((input) => input.value));
    for (const value of values) {
      if (there.has(value)) continue;
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = root.dataset.name;
      input.value = value;
      const item = document.createElement("li");
      item.className = "lp-picker__chip";
      const label = document.createElement("span");
      label.textContent = labels[value] || value;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "lp-picker__remove";
      button.setAttribute("aria-label", `Remove ${label.textContent}`);
      button.textContent = "✕";
      button.addEventListener("click", () => item.remove());
      item.append(label, input, button);
      root.querySelector("[data-picker-chosen]").append(item);
    }
  }

  discard() {
    window.clearTimeout(this.timer);
    this.timer = 0;
    localStorage.removeItem(this.name);
    form.reset();
    this.note.hidden = true;
  }

  say(words, ...buttons) {
    this.note.hidden = false;
    this.note.replaceChildren(words);
    for (let index = 0; index < buttons.length; index += 2) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "lp-link-button";
      button.textContent = buttons[index];
      button.addEventListener("click", buttons[index + 1]);
      this.note.append(" · ", button);
    }
  }
}

if (saved) {
  localStorage.removeItem(draftName(saved.dataset.user));
} else if (form) {
  if (form.hasAttribute("data-was-saved")) localStorage.removeItem(draftName(form.dataset.user));
  startTypes();
  startDecisions();
  startVisibility();
  new Draft(draftName(form.dataset.user), document.querySelector("[data-draft-note]"));
}
