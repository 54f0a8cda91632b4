// Several files go up one by one, each with its bar; a line of the original is shown when a remark names it.
// Without this script the same form sends all files at once.

const form = document.querySelector("form[data-upload]");
if (form) {
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector("[data-drop]");
  const chosen = form.querySelector("[data-chosen]");
  const report = document.querySelector("[data-report]");
  const list = document.querySelector("[data-outcomes]");
  const whole = document.querySelector("[data-progress]");
  const archive = form.querySelector("[data-archive]");
  const mode = () => new FormData(form).get("mode");

  function describe() {
    const files = [...input.files];
    chosen.textContent = files.length > 3 ? `已选 ${files.length} 个文件` : files.map((file) => file.name).join("、");
    if (archive) {
      archive.hidden = mode() !== "archive";
    }
  }
  drop.classList.add("upload-drop-script"); // the name of the file is shown by describe()
  form.addEventListener("change", describe);
  describe();

  for (const [kind, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("upload-drop-over", over);
    });
  }
  drop.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      describe();
    }
  });

  form.addEventListener("submit", async (event) => {
    const files = [...input.files];
    if (!files.length || (files.length === 1 && mode() !== "archive")) {
      return; // the page that follows is the file's own
    }
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    report.hidden = whole.hidden = false;
    whole.max = files.length;
    whole.value = 0;
    list.replaceChildren();
    report.scrollIntoView({ block: "nearest" });
    for (const file of files) {
      const row = addRow(file.name);
      finish(row, await send(file, row.querySelector("progress")));
      whole.value += 1;
    }
    button.disabled = false;
    form.reset();
    describe();
  });

  function addRow(name) {
    const row = document.createElement("li");
    row.className = "upload-outcome";
    const title = document.createElement("strong");
    title.textContent = name;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", `${name} 的进度`);
    row.append(title, bar);
    list.append(row);
    return row;
  }

  function finish(row, outcome) {
    row.querySelector("progress").remove();
    row.classList.add(`upload-${outcome.state}`);
    const message = document.createElement("span");
    message.textContent = outcome.message;
    row.append(message);
    if (outcome.url) {
      const link = document.createElement("a");
      link.href = outcome.url;
      link.textContent = outcome.state === "done" ? "查看这一期" : "去核对";
      row.append(link);
    }
  }

  function send(file, bar) {
    const data = new FormData(form);
    data.delete("files");
    data.append("files", file);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action || location.href);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) {
          bar.value = 0.9 * (event.loaded / event.total); // the rest is reading it
        }
      });
      request.addEventListener("loadend", () => resolve(answer(request)));
      request.send(data);
    });
  }

  function answer(request) {
    try {
      return JSON.parse(request.responseText).outcomes[0];
    } catch {
      const message = request.status
        ? "服务器没有接收。请刷新页面、重新登录后再上传这个文件。"
        : "网络中断，这个文件没有传上去。请稍后再传。";
      return { state: "refused", message };
    }
  }
}

// What is wrong is said at the top: whoever sent the form is brought there, and from there to each field.
const wrong = document.querySelector("[data-wrong]");
if (wrong) {
  wrong.focus();
  wrong.addEventListener("click", (event) => {
    const id = event.target.closest("a")?.hash.slice(1);
    if (!id) return;
    event.preventDefault();
    const field = document.getElementById(id);
    const closed = field.closest("details");
    if (closed) closed.open = true;
    const place = window.CKEDITOR?.instances[id] ?? field;
    place.focus();
    (place.container?.$ ?? field).scrollIntoView({ block: "center" });
  });
}

// On a phone the original is behind a tab: a link to one of its lines opens it.
const tab = document.getElementById("tab-original");
if (tab) {
  const reveal = () => {
    if (/^#l\d+$/.test(location.hash)) {
      tab.checked = true;
      document.querySelector(location.hash)?.scrollIntoView({ block: "center" });
    }
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.('a[href^="#l"]')?.hash === location.hash) {
      reveal();
    }
  });
}
