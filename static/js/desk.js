// The desk: rows that are put in order by dragging or by key, and what django-unfold leaves to the mouse.
"use strict";
(() => {
  const ROW = "tbody.form-group:not(.empty-form)";
  const within = (row, field) => row.querySelector(`[name$="-${field}"]`);
  const announce = (words) => {
    let region = document.getElementById("desk-announcer");
    if (!region) {
      region = document.createElement("div");
      region.id = "desk-announcer";
      region.className = "sr-only";
      region.setAttribute("aria-live", "polite");
      document.body.append(region);
    }
    region.textContent = words;
  };

  // ---- rows with a position ----

  const MOVER =
    '<span class="mover">' +
    '<button type="button" class="mover-grip" data-move="grip" aria-label="拖动这一行；也可按上下方向键" title="拖动排序">' +
    '<span class="material-symbols-outlined" aria-hidden="true">drag_indicator</span></button>' +
    '<button type="button" data-move="up" aria-label="上移" title="上移">' +
    '<span class="material-symbols-outlined" aria-hidden="true">arrow_upward</span></button>' +
    '<button type="button" data-move="down" aria-label="下移" title="下移">' +
    '<span class="material-symbols-outlined" aria-hidden="true">arrow_downward</span></button></span>';

  // The row that is kept for cloning gets its buttons too, and so have those that are added later.
  const giveMovers = () => {
    for (const input of document.querySelectorAll('table.formset input[name$="-position"]')) {
      input.insertAdjacentHTML("afterend", MOVER);
      input.closest("td").classList.add("with-mover");
    }
  };

  // 报, 送 and 发 are counted apart.
  const kindOf = (row) => within(row, "kind")?.value ?? "";
  const isFilled = (row) =>
    row.classList.contains("original") ||
    [...row.querySelectorAll("input:not([type=hidden], [type=checkbox]), select, textarea")].some(
      (field) => !/-(position|kind)$/.test(field.name) && field.value.trim()
    );
  const rowsOf = (table) => [...table.querySelectorAll(`:scope > ${ROW}`)].filter((row) => within(row, "position"));

  // The numbers that are there are dealt out anew, so that they never meet one this form does not know.
  const renumber = (table) => {
    const kinds = new Map();
    for (const row of rowsOf(table).filter(isFilled)) {
      kinds.set(kindOf(row), [...(kinds.get(kindOf(row)) ?? []), within(row, "position")]);
    }
    for (const inputs of kinds.values()) {
      const numbers = [...new Set(inputs.map((input) => parseInt(input.value, 10)).filter((n) => n > 0))];
      numbers.sort((a, b) => a - b);
      while (numbers.length < inputs.length) numbers.push((numbers.at(-1) ?? 0) + 1);
      inputs.forEach((input, n) => {
        if (input.value !== String(numbers[n])) {
          input.value = numbers[n];
          input.dispatchEvent(new Event("input", { bubbles: true }));
        }
      });
    }
  };

  const settle = (row) => {
    const table = row.closest("table");
    renumber(table);
    const peers = rowsOf(table).filter((other) => kindOf(other) === kindOf(row));
    announce(`已移到第 ${peers.indexOf(row) + 1} 位，保存后生效`);
  };

  const step = (row, direction, button) => {
    const peers = rowsOf(row.closest("table")).filter((other) => kindOf(other) === kindOf(row));
    const other = peers[peers.indexOf(row) + direction];
    if (!other) {
      announce(direction < 0 ? "已经在最前" : "已经在最后");
      return;
    }
    if (direction < 0) other.before(row);
    else other.after(row);
    settle(row);
    button.focus();
    row.scrollIntoView({ block: "nearest" });
  };

  const drag = (row) => {
    const table = row.closest("table");
    row.classList.add("is-dragged");
    const move = (event) => {
      if (event.clientY < 90) window.scrollBy(0, -12);
      if (event.clientY > window.innerHeight - 130) window.scrollBy(0, 12);
      const others = rowsOf(table).filter((other) => other !== row);
      const next = others.find((other) => {
        const box = other.getBoundingClientRect();
        return event.clientY < box.top + box.height / 2;
      });
      if (next) {
        if (next.previousElementSibling !== row) next.before(row);
      } else if (others.length && others.at(-1).nextElementSibling !== row) {
        others.at(-1).after(row);
      }
    };
    const end = () => {
      document.removeEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) document.removeEventListener(name, end);
      row.classList.remove("is-dragged");
      settle(row);
    };
    // On the document: a row that changes its place lets go of a pointer it has caught.
    document.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, end);
  };

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.(".mover-grip");
    if (!grip || event.button > 0) return;
    event.preventDefault();
    grip.focus();
    drag(grip.closest("tbody"));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-move]");
    if (!button || button.dataset.move === "grip") return;
    step(button.closest("tbody"), button.dataset.move === "up" ? -1 : 1, button);
  });
  document.addEventListener("keydown", (event) => {
    const grip = event.target.closest?.(".mover-grip");
    if (!grip || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(grip.closest("tbody"), event.key === "ArrowUp" ? -1 : 1, grip);
  });
  // A recipient of another kind goes to the end of that kind.
  document.addEventListener("change", (event) => {
    if (!event.target.name?.endsWith("-kind")) return;
    const position = within(event.target.closest("tbody"), "position");
    if (position) position.value = "";
  });

  // ---- a new row that is taken away again ----

  // Unfold writes the rows after it anew from their HTML, and what was typed in them is gone; so we do it.
  const rename = (element, from, to) => {
    for (const attribute of [...element.attributes]) {
      if (attribute.value.includes(from)) element.setAttribute(attribute.name, attribute.value.replaceAll(from, to));
    }
  };
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest?.(".delete-template");
      const row = button?.closest(ROW);
      if (!row) return;
      event.preventDefault();
      event.stopPropagation();
      const table = row.closest(".formset");
      const { prefix } = JSON.parse(table.dataset.inlineFormset).options;
      const rows = [...table.querySelectorAll(":scope > .form-group:not(.empty-form)")];
      const number = (one) => {
        const field = one.querySelector(`[name^="${CSS.escape(prefix)}-"]`);
        return field ? parseInt(field.name.slice(prefix.length + 1), 10) : -1;
      };
      const gone = number(row);
      row.remove();
      const later = rows.filter((one) => number(one) > gone).sort((a, b) => number(a) - number(b));
      for (const one of later) {
        const at = number(one);
        for (const element of [one, ...one.querySelectorAll("*")]) {
          rename(element, `${prefix}-${at}-`, `${prefix}-${at - 1}-`);
        }
      }
      const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
      total.value = parseInt(total.value, 10) - 1;
      table.querySelector(".add-row")?.classList.remove("hidden");
      table.querySelector(".add-row")?.focus();
      announce("已去掉这一行");
    },
    true
  );

  // ---- words of libraries that know them in English alone ----

  const speakChinese = () => {
    if (window.SimpleBar) SimpleBar.defaultOptions.ariaLabel = "可以滚动";
  };

  // ---- by keyboard ----

  // Its icons are words to whoever listens instead of looking; those that stand alone get a name.
  const ICON_NAMES = { add: "新建", close: "关闭", newsmode: "首页", more_horiz: "更多", arrow_back: "返回" };
  const hideIcons = () => {
    for (const icon of document.querySelectorAll(".material-symbols-outlined")) {
      const holder = icon.closest("a, button, [role=button]");
      const name = ICON_NAMES[icon.textContent.trim()];
      if (name && holder?.textContent.trim() === icon.textContent.trim() && !holder.ariaLabel) holder.ariaLabel = name;
      if (holder !== icon) icon.setAttribute("aria-hidden", "true");
    }
  };

  // What Unfold opens by a click on something that is no button.
  const SILENT = "a:not([href]), span, div:not(#changelist-filter-close, #modal-overlay)";
  const makeReachable = () => {
    for (const element of document.querySelectorAll(SILENT)) {
      if (!element.hasAttribute("x-on:click") || element.hasAttribute("tabindex")) continue;
      element.tabIndex = 0;
      element.setAttribute("role", "button");
    }
  };
  document.addEventListener("keydown", (event) => {
    const element = event.target;
    if (!element.matches?.('[role="button"][x-on\\:click]') || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    element.click();
  });
  // Unfold's own short cut would turn the desk dark, for good, and nothing here is drawn for that.
  window.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "e") event.stopImmediatePropagation();
  });

  // ---- what is typed in the editor counts as typed ----

  const listenToEditors = () => {
    window.CKEDITOR?.on("instanceReady", ({ editor }) => {
      editor.on("change", () => editor.element.$.dispatchEvent(new Event("input", { bubbles: true })));
    });
  };

  // ---- the panel of next steps ----

  let isTyped = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("#content-main > form")) isTyped = true;
  });
  const isDirty = () =>
    isTyped || Object.values(window.CKEDITOR?.instances ?? {}).some((editor) => editor.checkDirty());
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      const warning = dialog.querySelector(".step-unsaved");
      if (warning) warning.hidden = !isDirty();
      dialog.showModal();
    }
    event.target.closest?.("[data-closes]")?.closest("dialog").close();
  });
  // One press is one step.
  document.addEventListener("submit", (event) => {
    const button = event.target.closest?.("dialog")?.querySelector("[type=submit]");
    if (button) button.disabled = true;
  });

  document.addEventListener("DOMContentLoaded", () => {
    speakChinese();
    giveMovers();
    makeReachable();
    hideIcons();
    listenToEditors();
  });

  // ---- files ----

  // Unfold writes the name of a chosen file into the next text field it finds, wherever that is, or fails without
  // one. Our own fields of files say by themselves what was chosen; marked like this, before Unfold's, it skips them.
  window.addEventListener("load", () => {
    for (const input of document.querySelectorAll("input[type=file]")) input.hasChangeListener = true;
  }, true);
})();
