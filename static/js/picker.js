// The ARIA combobox over a suggest address. The server's markup (checkboxes, "type names, one a line") stays the truth:
// this only adds and removes hidden inputs of the same names.

function make(tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

// An input with a list of suggestions, by the ARIA combobox pattern. Who extends it says what choosing does.
export class Suggestions {
  constructor(suggestUrl) {
    this.suggestUrl = suggestUrl;
    this.options = [];
    this.active = -1;
    this.asked = 0;
  }

  // The input is in the page; its list goes below it, what screen readers are told beside it.
  attach(input, labelledBy) {
    this.input = input;
    const listId = `${input.id}_list`;
    const roles = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    this.list = make("ul", { class: "lp-picker__list", id: listId, role: "listbox", hidden: "" });
    for (const [name, value] of Object.entries(labelledBy)) this.list.setAttribute(name, value);
    this.status = make("p", { class: "nhsuk-u-visually-hidden", role: "status" });
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.close());
  }

  async ask() {
    const words = this.input.value.trim();
    const turn = ++this.asked;
    if (words.length < 2) return this.close();
    let found = [];
    try {
      const separator = this.suggestUrl.includes("?") ? "&" : "?";
      const answer = await fetch(`${this.suggestUrl}${separator}q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
      if (answer.ok) found = await answer.json();
      else this.status.textContent = this.words.refused;
    } catch {
      this.status.textContent = this.words.offline;
    }
    if (turn !== this.asked) return;
    this.options = this.offered(found, words);
    this.open();
  }

  open() {
    this.list.replaceChildren();
    this.active = -1;
    this.options.forEach((choice, index) => {
      const item = make("li", { role: "option", id: `${this.list.id}_${index}`, "aria-selected": "false", class: "lp-picker__option" }, choice.label);
      if (choice.hint) item.append(" ", make("span", { class: "lp-quiet" }, choice.hint));
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        this.choose(index);
      });
      this.list.append(item);
    });
    this.list.hidden = this.options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = this.options.length ? `${this.options.length} suggestions` : "No suggestions";
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.active = -1;
  }

  move(step) {
    if (this.list.hidden) return;
    const items = this.list.children;
    if (this.active >= 0) items[this.active].setAttribute("aria-selected", "false");
    this.active = (this.active + step + items.length) % items.length;
    items[this.active].setAttribute("aria-selected", "true");
    items[this.active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", items[this.active].id);
  }

  onKey(event) {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      if (this.list.hidden) this.ask();
      else this.move(1);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      this.move(this.active < 0 ? 0 : -1);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !this.list.hidden && (this.active >= 0 || this.takesFirst)) {
      event.preventDefault();
      this.choose(Math.max(0, this.active));
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }
}

class Picker extends Suggestions {
  words = { refused: "Suggestions are not available. Type the full name.", offline: "No connection. Type the full name; it is looked up when you save." };
  takesFirst = true;

  constructor(root) {
    super(root.dataset.suggestUrl);
    this.root = root;
    this.name = root.dataset.name;
    this.several = root.hasAttribute("data-several");
    this.newKinds = JSON.parse(root.dataset.new || "{}");
    this.chosen = root.querySelector("[data-picker-chosen]");
    this.fallback = root.querySelector("[data-picker-fallback]");
    for (const box of this.chosen.querySelectorAll("input[type=checkbox]")) {
      const label = this.chosen.querySelector(`label[for="${box.id}"]`);
      this.addChip({ value: box.value, label: label ? label.textContent.trim() : box.value }, box.closest("li"));
    }
    this.build();
  }

  build() {
    const textId = this.root.dataset.textId;
    const legend = this.root.closest("fieldset")?.querySelector("legend");
    if (legend && !legend.id) legend.id = `${textId}_legend`;
    const old = this.fallback.querySelector("textarea, input");
    const input = make("input", { class: "nhsuk-input lp-picker__input", id: textId, type: "text", name: `${this.name}_text` });
    input.value = old ? old.value.replace(/\n/g, " ") : "";
    if (legend) input.setAttribute("aria-labelledby", legend.id);
    this.attach(input, legend ? { "aria-labelledby": legend.id } : {});
    const box = make("div", { class: "lp-picker__box" });
    box.append(this.input, this.list);
    this.fallback.replaceWith(box, this.status);
    this.box = box;
    this.showRoom();
  }

  showRoom() {
    if (!this.several) this.box.hidden = this.chosen.children.length > 0;
  }

  offered(found, words) {
    const taken = new Set([...this.chosen.querySelectorAll("input")].map((input) => input.value));
    const options = found.filter((choice) => !taken.has(choice.value));
    for (const [kind, phrase] of Object.entries(this.newKinds)) {
      options.push({ value: `new:${kind}:${words}`, label: phrase.replace("{}", words), chip: words, hint: "" });
    }
    return options;
  }

  onKey(event) {
    super.onKey(event);
    if (event.key === "Backspace" && this.input.value === "" && this.chosen.lastElementChild) this.remove(this.chosen.lastElementChild);
  }

  choose(index) {
    const choice = this.options[index];
    if (!choice) return;
    const item = make("li");
    this.chosen.append(item);
    this.addChip({ value: choice.value, label: choice.chip || choice.label }, item);
    this.input.value = "";
    this.close();
    this.showRoom();
    this.status.textContent = `${choice.chip || choice.label} chosen`;
  }

  addChip(choice, item) {
    item.className = "lp-picker__chip";
    item.replaceChildren(make("span", {}, choice.label), make("input", { type: "hidden", name: this.name, value: choice.value }));
    const button = make("button", { type: "button", class: "lp-picker__remove", "aria-label": `Remove ${choice.label}` }, "✕");
    button.addEventListener("click", () => this.remove(item));
    item.append(button);
  }

  remove(item) {
    const label = item.firstElementChild.textContent;
    item.remove();
    this.showRoom();
    this.status.textContent = `${label} removed`;
    this.input.focus();
  }
}

export function startPickers(page) {
  for (const root of page.querySelectorAll("[data-picker]")) new Picker(root);
}
