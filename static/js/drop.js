// Files dragged from the mail program on to the page go into the plain file field and are sent: one way in, with the same
// answers, whether they are dropped or chosen. The file field is the way by keyboard.

const form = document.querySelector("[data-drop]");

function start() {
  const field = form.querySelector("input[type=file]");
  const status = form.querySelector("[data-drop-status]");
  const most = Number(form.dataset.most);
  const largest = Number(form.dataset.largest);
  let depth = 0;
  form.querySelector("[data-drop-words]").hidden = false;

  const hasFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  const over = (is) => {
    form.classList.toggle("lp-drop--over", is);
    status.textContent = is ? "Let go to take them in." : "";
  };

  const refusal = (files) => {
    if (!files.length) return "No file arrived. Save the message as a file first, then choose it here.";
    if (files.length > most) return `Choose at most ${most} files at a time.`;
    const large = files.find((file) => file.size > largest);
    return large ? `${large.name} is larger than ${largest / 1024 / 1024} MB.` : "";
  };

  document.addEventListener("dragenter", (event) => {
    if (!hasFiles(event)) return;
    depth += 1;
    over(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) over(false);
  });
  document.addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer || event.target.closest?.("input[type=file]")) return;
    event.preventDefault();
    depth = 0;
    over(false);
    const files = [...event.dataTransfer.files];
    const problem = refusal(files);
    if (problem) {
      status.textContent = problem;
      return;
    }
    const carrier = new DataTransfer();
    for (const file of files) carrier.items.add(file);
    field.files = carrier.files;
    status.textContent = files.length === 1 ? "Taking in 1 file." : `Taking in ${files.length} files.`;
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    const files = [...field.files];
    const problem = files.length ? refusal(files) : "";
    if (problem) {
      event.preventDefault();
      status.textContent = problem;
    }
  });
}

if (form) start();
