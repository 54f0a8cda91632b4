// Copies a text with one press, and says whether it worked.
"use strict";
(() => {
  const button = document.querySelector("[data-copy]");
  const said = document.querySelector("[data-copied]");
  if (!button || !said) return;
  const field = document.getElementById(button.dataset.copy);
  button.addEventListener("click", async () => {
    field.focus();
    field.select();
    let copied = false;
    try {
      await navigator.clipboard.writeText(field.value);
      copied = true;
    } catch {
      // Without HTTPS a browser has no clipboard for pages: what is selected is copied the old way.
      copied = document.execCommand("copy");
    }
    said.textContent = copied ? "已复制，可以去粘贴了。" : "没有复制成功。文字已经选中，请按 Ctrl+C 复制。";
  });
})();
