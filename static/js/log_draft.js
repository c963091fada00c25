// A draft of the log form: on the server as one types, and on this device until the server has it. Files are never kept.
const DAY = 24 * 60 * 60 * 1000;
const ON_DEVICE_AFTER = 600;
const ON_SERVER_AFTER = 1500;
const SENT = "listening-post-log-sent"; // the key of the form that this tab sent last
const SAVED = "listening-post-log-saved"; // ... and of the one that was saved, for whoever goes back to it

function nameFor(user, key) {
  return `listening-post-log-draft-${user}-${key}`;
}

function clock(at) {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** What was sent is in good hands: this device forgets the draft, and of a form that was saved keeps the key alone. */
export function forgetSent(user, { saved = true } = {}) {
  const key = sessionStorage.getItem(SENT);
  if (!key) return;
  localStorage.removeItem(nameFor(user, key));
  sessionStorage.removeItem(SENT);
  if (saved) sessionStorage.setItem(SAVED, key);
}

function wentBack() {
  return performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}

export function addChip(root, value, label) {
  const chosen = root.querySelector("[data-picker-chosen]");
  if ([...chosen.querySelectorAll("input")].some((input) => input.value === value)) return false;
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: root.dataset.name, value });
  const item = document.createElement("li");
  item.className = "lp-picker__chip";
  const words = document.createElement("span");
  words.textContent = label;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "lp-picker__remove";
  button.setAttribute("aria-label", `Remove ${label}`);
  button.textContent = "✕";
  button.addEventListener("click", () => item.remove());
  item.append(words, input, button);
  chosen.append(item);
  return true;
}

export class Draft {
  constructor(form, note) {
    this.form = form;
    this.note = note;
    this.user = form.dataset.user;
    this.changes = 0;
    this.chipsAtStart = new Set(this.chips().map((chip) => chip.value));
    form.addEventListener("input", () => this.keepSoon());
    form.addEventListener("change", () => this.keepSoon());
    form.addEventListener("submit", () => this.onSubmit());
    window.addEventListener("pagehide", () => this.keepNow());
    document.addEventListener("visibilitychange", () => this.keepNow()); // a phone may never say that a page goes away
    if (wentBack() && sessionStorage.getItem(SAVED)) this.sayItIsSaved();
    else if (!form.hasAttribute("data-came-back")) this.offer();
  }

  sayItIsSaved() {
    this.form.elements.submission_key.value = sessionStorage.getItem(SAVED); // the server then knows it, and makes no second record
    this.say("You went back to a form that is saved already.", "log another activity", () => window.location.assign(window.location.pathname));
  }

  get key() {
    return this.form.elements.submission_key.value;
  }

  get name() {
    return nameFor(this.user, this.key);
  }

  chips() {
    return [...this.form.querySelectorAll(".lp-picker__chip")].map((chip) => ({
      value: chip.querySelector("input").value, label: chip.querySelector("span").textContent, item: chip,
    }));
  }

  taken() {
    const pairs = [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "submission_key"].includes(name));
    const labels = Object.fromEntries(this.chips().map((chip) => [chip.value, chip.label]));
    const words = (name) => (this.form.elements[name]?.value || "").trim();
    const title = (words("title") || words("line") || words("heard")).slice(0, 80);
    return { at: Date.now(), key: this.key, pairs, labels, title };
  }

  keepSoon() {
    this.changes += 1;
    this.isSubmitted = false; // the page is still there, so the person goes on
    window.clearTimeout(this.deviceTimer);
    window.clearTimeout(this.serverTimer);
    this.deviceTimer = window.setTimeout(() => this.keepOnDevice(), ON_DEVICE_AFTER);
    this.serverTimer = window.setTimeout(() => this.keepOnServer(), ON_SERVER_AFTER);
  }

  keepNow() {
    if (!this.serverTimer || this.isSubmitted) return;
    this.keepOnDevice();
    this.keepOnServer();
  }

  onSubmit() {
    window.clearTimeout(this.deviceTimer);
    window.clearTimeout(this.serverTimer);
    this.serverTimer = 0;
    this.isSubmitted = true;
    sessionStorage.setItem(SENT, this.key);
    this.keepOnDevice(true);
  }

  keepOnDevice(quietly = false) {
    window.clearTimeout(this.deviceTimer);
    const taken = this.taken();
    try {
      localStorage.setItem(this.name, JSON.stringify(taken));
    } catch {
      return;
    }
    if (!quietly) this.sayKept(`Draft kept ${clock(taken.at)} on this device`);
  }

  async keepOnServer() {
    window.clearTimeout(this.serverTimer);
    this.serverTimer = 0;
    const changes = this.changes;
    let answer;
    try {
      const response = await this.send(this.form.dataset.keepUrl, this.taken());
      if (response.redirected || response.status === 403) {
        return this.sayKept("Draft kept on this device only: you are signed out. Sign in again in another tab, then go on here");
      }
      answer = await response.json();
    } catch {
      return this.sayKept("No connection. Draft kept on this device");
    }
    if (answer.problem) return this.sayKept(answer.problem);
    if (changes !== this.changes || this.isSubmitted) return undefined;
    localStorage.removeItem(this.name);
    if (answer.kept_at) this.sayKept(`Draft kept ${answer.kept_at}`);
    return undefined;
  }

  send(address, body) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value };
    const text = body ? JSON.stringify(body) : "";
    return fetch(address, { method: "POST", headers, body: text, keepalive: text.length < 60_000 });
  }

  offer() {
    const prefix = nameFor(this.user, "");
    const onServer = new Map([...document.querySelectorAll("[data-draft-key]")].map((row) => [row.dataset.draftKey, Number(row.dataset.draftAt) * 1000]));
    let newest = null;
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) {
      const kept = this.read(name);
      if (!kept || (onServer.get(kept.key) || 0) + 999 >= kept.at) localStorage.removeItem(name);
      else if (kept.key !== this.key && (!newest || kept.at > newest.at)) newest = kept;
    }
    if (!newest) return;
    this.say(`You have a draft of ${clock(newest.at)} on this device that was not saved.`, "bring it back", () => this.restore(newest), "discard", () => {
      this.discardKept(newest);
    });
  }

  read(name) {
    try {
      const kept = JSON.parse(localStorage.getItem(name) || "null");
      return kept && Array.isArray(kept.pairs) && kept.key && Date.now() - kept.at < DAY ? kept : null;
    } catch {
      return null;
    }
  }

  restore(kept) {
    this.form.elements.submission_key.value = kept.key; // the same form as before, so saved from two places it is one record
    const byName = new Map();
    for (const [name, value] of kept.pairs) byName.set(name, [...(byName.get(name) || []), value]);
    for (const field of this.form.elements) {
      if (!field.name || !byName.has(field.name) || ["file", "submit", "hidden"].includes(field.type)) continue;
      const values = byName.get(field.name);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0];
      const section = field.closest("details");
      if (section && field.value && ["text", "textarea"].includes(field.type) && field.value !== field.defaultValue) section.open = true;
    }
    if (byName.has("line_read")) this.form.elements.line_read.value = byName.get("line_read")[0];
    for (const name of ["type", "visibility"]) {
      const chosen = this.form.querySelector(`[name=${name}]:checked`);
      if (chosen) chosen.dispatchEvent(new Event("change", { bubbles: true }));
    }
    for (const root of this.form.querySelectorAll("[data-picker]")) {
      for (const value of byName.get(root.dataset.name) || []) addChip(root, value, (kept.labels || {})[value] || value);
    }
    this.keepSoon();
    this.say("The draft is back. Files are never kept: choose them again. Check it, then save.", "discard", () => this.discard());
  }

  discard() {
    const kept = this.taken();
    for (const chip of this.chips()) if (!this.chipsAtStart.has(chip.value)) chip.item.remove();
    this.form.reset();
    this.discardKept(kept);
  }

  discardKept(kept) {
    window.clearTimeout(this.deviceTimer);
    window.clearTimeout(this.serverTimer);
    this.serverTimer = 0;
    this.changes += 1;
    localStorage.removeItem(nameFor(this.user, kept.key));
    this.send(this.form.dataset.discardUrl.replace("00000000-0000-0000-0000-000000000000", kept.key)).catch(() => {
      this.say("No connection: the draft on the server could not be discarded. It is under “Finish these”.");
    });
    this.say("Draft discarded.", "undo", () => this.restore(kept));
  }

  sayKept(words) {
    this.say(words, "discard", () => this.discard());
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
