// The ARIA combobox over a suggest address. The server's markup (checkboxes, "type names, one a line") stays the truth:
// this only adds and removes hidden inputs of the same names.

function make(tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

class Picker {
  constructor(root) {
    this.root = root;
    this.name = root.dataset.name;
    this.several = root.hasAttribute("data-several");
    this.newKinds = JSON.parse(root.dataset.new || "{}");
    this.chosen = root.querySelector("[data-picker-chosen]");
    this.fallback = root.querySelector("[data-picker-fallback]");
    this.options = [];
    this.active = -1;
    this.asked = 0;
    for (const box of this.chosen.querySelectorAll("input[type=checkbox]")) {
      const label = this.chosen.querySelector(`label[for="${box.id}"]`);
      this.addChip({ value: box.value, label: label ? label.textContent.trim() : box.value }, box.closest("li"));
    }
    this.build();
  }

  build() {
    const textId = this.root.dataset.textId;
    const listId = `${textId}_list`;
    const legend = this.root.closest("fieldset")?.querySelector("legend");
    if (legend && !legend.id) legend.id = `${textId}_legend`;
    const old = this.fallback.querySelector("textarea, input");
    this.input = make("input", {
      class: "nhsuk-input lp-picker__input", id: textId, type: "text", role: "combobox", autocomplete: "off",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId, name: `${this.name}_text`,
    });
    this.input.value = old ? old.value.replace(/\n/g, " ") : "";
    if (legend) this.input.setAttribute("aria-labelledby", legend.id);
    this.list = make("ul", { class: "lp-picker__list", id: listId, role: "listbox", hidden: "" });
    if (legend) this.list.setAttribute("aria-labelledby", legend.id);
    this.status = make("p", { class: "nhsuk-u-visually-hidden", role: "status" });
    const box = make("div", { class: "lp-picker__box" });
    box.append(this.input, this.list);
    this.fallback.replaceWith(box, this.status);
    this.box = box;
    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    this.showRoom();
  }

  showRoom() {
    if (!this.several) this.box.hidden = this.chosen.children.length > 0;
  }

  async ask() {
    const words = this.input.value.trim();
    const turn = ++this.asked;
    if (words.length < 2) return this.close();
    let found = [];
    try {
      const separator = this.root.dataset.suggestUrl.includes("?") ? "&" : "?";
      const answer = await fetch(`${this.root.dataset.suggestUrl}${separator}q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
      if (answer.ok) found = await answer.json();
      else this.status.textContent = "Suggestions are not available. Type the full name.";
    } catch {
      this.status.textContent = "No connection. Type the full name; it is looked up when you save.";
    }
    if (turn !== this.asked) return;
    const taken = new Set([...this.chosen.querySelectorAll("input")].map((input) => input.value));
    this.options = found.filter((choice) => !taken.has(choice.value));
    for (const [kind, phrase] of Object.entries(this.newKinds)) {
      this.options.push({ value: `new:${kind}:${words}`, label: phrase.replace("{}", words), chip: words, hint: "" });
    }
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
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !this.list.hidden) {
      event.preventDefault();
      this.choose(this.active < 0 ? 0 : this.active);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Backspace" && this.input.value === "" && this.chosen.lastElementChild) {
      this.remove(this.chosen.lastElementChild);
    }
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
