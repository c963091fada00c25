// The typed first line: the server says what it means, this puts it where nobody answered yet and says what it filled.
import { addChip } from "./log_draft.js";

const DATE = ["when_day", "when_month", "when_year"];
const LABELS = { type: "type", when_day: "when", how: "how", starts_at: "time", public_number: "members of the public", title: "title", who: "who" };

function groupOf(name) {
  if (DATE.includes(name)) return "when_day";
  if (name === "type_more") return "type";
  return name === "public_method" ? "public_number" : name;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

export class Line {
  constructor(form) {
    this.form = form;
    this.input = form.elements.line;
    this.note = form.querySelector("[data-line-note]");
    this.who = form.querySelector('[data-picker][data-name="who"]');
    this.touched = new Set();
    this.filled = new Set();
    this.offered = new Set();
    for (const kind of ["input", "change"]) form.addEventListener(kind, (event) => this.onTouch(event));
    this.input.addEventListener("change", () => this.read());
    this.input.addEventListener("keydown", async (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault(); // Enter fills in; it does not save half a form
      await this.read();
      this.goOn();
    });
    if (this.input.value.trim()) this.read();
  }

  onTouch(event) {
    if (!event.isTrusted || !event.target.name) return;
    const group = groupOf(event.target.name);
    this.touched.add(group);
    this.filled.delete(group);
    this.unmark(event.target);
  }

  fields(name) {
    return [...this.form.elements].filter((field) => field.name === name);
  }

  valueOf(name) {
    const fields = this.fields(name);
    const chosen = fields[0]?.type === "radio" ? fields.find((field) => field.checked) : fields[0];
    return chosen ? chosen.value : "";
  }

  isAnswered(group) {
    if (this.touched.has(group)) return true;
    if (this.filled.has(group)) return false;
    if (group !== "when_day") return this.valueOf(group) !== "";
    const today = new Date();
    return DATE.map((name) => Number(this.valueOf(name))).join() !== [today.getDate(), today.getMonth() + 1, today.getFullYear()].join();
  }

  read() {
    const line = this.input.value.trim();
    if (!line) this.note.replaceChildren();
    else if (line !== this.form.elements.line_read.value) this.reading = this.ask(line);
    return this.reading;
  }

  async ask(line) {
    let proposal;
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value };
      const response = await fetch(this.form.dataset.lineUrl, { method: "POST", headers, body: new URLSearchParams({ line }) });
      if (!response.ok || response.redirected) throw new Error("not answered");
      proposal = await response.json();
    } catch {
      this.note.replaceChildren(element("p", "lp-quiet", "The line could not be read just now. Fill in the fields below; the line becomes the title."));
      return;
    }
    if (line !== this.input.value.trim()) return;
    this.form.elements.line_read.value = line;
    this.apply(proposal);
  }

  apply(proposal) {
    const groups = new Set();
    const answered = new Map();
    for (const [name, value] of Object.entries(proposal.fields)) {
      const group = groupOf(name);
      if (!answered.has(group)) answered.set(group, this.isAnswered(group));
      if (answered.get(group) || !this.put(name, value)) continue;
      groups.add(group);
    }
    for (const choice of proposal.who) {
      if (this.offered.has(choice.value)) continue; // taken away by the person
      this.offered.add(choice.value);
      if (addChip(this.who, choice.value, choice.label)) groups.add("who");
    }
    for (const group of groups) this.filled.add(group);
    this.say(groups, proposal);
    this.input.dispatchEvent(new Event("input", { bubbles: true })); // the draft holds it too
  }

  put(name, value) {
    const fields = this.fields(name);
    if (!fields.length) return false;
    if (fields[0].type === "radio") {
      const wanted = fields.find((field) => field.value === value);
      if (!wanted) return false;
      wanted.checked = true;
      wanted.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      fields[0].value = value;
      fields[0].dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.mark(fields[0]);
    return true;
  }

  group(field) {
    return field.closest(".nhsuk-form-group")?.parentElement.closest(".nhsuk-form-group") || field.closest(".nhsuk-form-group");
  }

  mark(field) {
    const group = this.group(field);
    if (!group || group.querySelector(".lp-log__mark")) return;
    const after = group.querySelector("legend, label");
    after?.after(element("p", "lp-log__mark", "filled from your line"));
  }

  unmark(field) {
    this.group(field)?.querySelector(".lp-log__mark")?.remove();
  }

  say(groups, proposal) {
    const words = [...groups].map((group) => LABELS[group]).filter(Boolean);
    const parts = [];
    if (words.length) parts.push(element("p", "lp-log__filled", `Filled from your line: ${words.join(", ")}. You can change all of it.`));
    for (const question of proposal.questions) {
      const line = element("p", "lp-log__question", `Who is “${question.words}”? `);
      for (const choice of question.choices) {
        const button = element("button", "lp-link-button", choice.hint ? `${choice.label} (${choice.hint})` : choice.label);
        button.type = "button";
        button.addEventListener("click", () => {
          addChip(this.who, choice.value, choice.label);
          this.input.dispatchEvent(new Event("input", { bubbles: true }));
          line.replaceChildren(`${choice.label} is chosen under “Who”.`);
          this.goOn();
        });
        line.append(button, " ");
      }
      parts.push(line);
    }
    for (const name of proposal.unknown) {
      if (!proposal.fields.public_number) parts.push(element("p", "lp-quiet", `We know nobody called “${name}”. Choose or add them under “Who”.`));
    }
    this.note.replaceChildren(...parts);
  }

  goOn() {
    const question = this.note.querySelector("button");
    const nobody = !this.who.querySelector("[data-picker-chosen] input") && !this.valueOf("public_number");
    if (!this.valueOf("type")) this.form.querySelector("[name=type]").focus();
    else if (question) question.focus();
    else if (nobody) this.who.querySelector("[role=combobox]").focus();
    else this.form.elements.heard.focus();
  }
}
