// The sign-in pages work without this; it adds a look at the password typed, and printing.
"use strict";

for (const field of document.querySelectorAll('.account input[type="password"]')) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "reveal";
  button.setAttribute("aria-controls", field.id);
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? "隐藏" : "显示";
    button.setAttribute("aria-label", shown ? "隐藏密码" : "显示密码");
  };
  show(false);
  button.addEventListener("click", () => {
    show(field.type === "password");
    field.focus();
  });
  field.form.addEventListener("submit", () => show(false));
  const row = document.createElement("span");
  row.className = "row";
  field.replaceWith(row);
  row.append(field, button);
  if (field.autofocus) field.focus();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
