// Suggestions under the search box of the header: choosing one opens the record by its reference. Enter with none chosen
// sends the form to the search page, which is also what happens without this script.
import { Suggestions } from "./picker.js";

class HeaderSearch extends Suggestions {
  words = { refused: "", offline: "" };
  takesFirst = false;

  constructor(input) {
    super(input.dataset.suggestUrl);
    const label = document.querySelector(`label[for="${input.id}"]`);
    this.attach(input, { "aria-label": label.textContent.trim() });
    input.after(this.list, this.status);
  }

  offered(found) {
    return found;
  }

  choose(index) {
    this.input.value = this.options[index].hint;
    this.close();
    this.input.form.submit();
  }
}

export function startSearch(page) {
  const input = page.querySelector("input[type=search][data-suggest-url]");
  if (input) new HeaderSearch(input);
}
