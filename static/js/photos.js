// The photos after an article's text: picked, dropped or pasted, each is sent at once and gets a row of its own.
"use strict";
(() => {
  const start = () => {
    const group = document.getElementById("photos-group");
    const adder = group?.querySelector(".add-row a, a.add-row, .add-row");
    if (!group || !adder) return;
    const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
    const heading = group.querySelector("h2");
    (heading ?? group).insertAdjacentHTML(
      heading ? "afterend" : "beforebegin",
      '<div class="photo-drop" tabindex="0" role="group" aria-label="添加图片">' +
        '<label class="desk-button desk-button-main">选择图片…<input type="file" accept="image/*" multiple class="sr-only"></label>' +
        "<p>也可以把图片拖到这里，或先点一下这里再粘贴。印在正文之后，拖动可以排序；每幅不超过 20 MB。</p>" +
        '<p class="photo-said" role="status"></p></div>',
    );
    const zone = document.querySelector(".photo-drop");
    const said = zone.querySelector(".photo-said");

    const send = async (file) => {
      const data = new FormData();
      data.append("upload", file, file.name || "粘贴.png");
      let answer;
      try {
        answer = await fetch("/ckeditor/upload/", { method: "POST", body: data, headers: { "X-CSRFToken": token() } });
      } catch {
        return "没有传上去：连不上服务器。请检查网络后再试。";
      }
      const told = await answer.json().catch(() => ({}));
      if (!told.uploaded) return told.error?.message ?? "没有传上去。请稍后再试，或找管理员。";
      adder.click();
      const row = [...group.querySelectorAll("tbody.form-group:not(.empty-form)")].at(-1);
      row.querySelector('input[name$="-uploaded"]').value = told.id;
      const picture = row.querySelector(".photo-thumb");
      picture.src = told.thumbnail;
      picture.alt = told.fileName;
      picture.hidden = false;
      row.querySelector('input[name$="-caption"]').focus();
      row.dispatchEvent(new Event("input", { bubbles: true }));
      return "";
    };
    const sendAll = async (files) => {
      const wrong = [];
      let sent = 0;
      for (const file of files) {
        said.textContent = `正在上传 ${file.name}…`;
        const reason = await send(file);
        if (reason) wrong.push(`${file.name}：${reason}`);
        else sent += 1;
      }
      said.textContent = [sent ? `已添加 ${sent} 幅，请写说明，再保存。` : "", ...wrong].filter(Boolean).join("\n");
      said.classList.toggle("photo-wrong", wrong.length > 0);
    };

    zone.querySelector("input").addEventListener("change", async (event) => {
      await sendAll([...event.target.files]);
      event.target.value = "";
    });
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
      zone.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.classList.toggle("photo-over", kind === "dragenter" || kind === "dragover");
        if (kind === "drop") sendAll([...event.dataTransfer.files]);
      });
    }
    zone.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (!files.length) return;
      event.preventDefault();
      sendAll(files);
    });
  };
  document.addEventListener("DOMContentLoaded", start);
})();
