// The assembly page: steps are saved without leaving the page, cards and sections are dragged, keys move them too.
// Every step is one of the page's own forms, sent as it stands; the answer holds the board as it now is.
"use strict";
(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const announcer = document.createElement("div");
  announcer.className = "sr-only";
  announcer.setAttribute("aria-live", "assertive");
  document.body.append(announcer);

  let isSaving = false;
  let waiting = []; // what was pressed meanwhile: the key of a button, or of a menu and the value of a button in it
  let kept = board.innerHTML;

  // ---- what the page says of itself ----

  const say = (words, kind = "") => {
    const state = board.querySelector("[data-state]");
    state.textContent = words;
    state.className = `as-saved ${kind && `as-${kind}`}`;
    if (kind !== "busy") announcer.textContent = words;
  };
  const clock = () => new Date().toTimeString().slice(0, 5);

  const byKey = (key) => key && board.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const keyOf = (element) =>
    element?.closest("[data-key]")?.dataset.key ??
    element?.closest("[data-article], [data-section]")?.querySelector("[data-key]")?.dataset.key;
  const focusOn = (key) => {
    let target = byKey(key);
    if (target?.disabled) target = byKey(key.replace(/-(up|down)$/, "-grip"));
    if (!target && /^article-/.test(key ?? "")) target = byKey(key.replace(/-[a-z]+$/, "-grip"));
    target?.focus({ preventScroll: true });
    return target;
  };

  // An open menu stays open with what is typed in it and where the keys go, whatever came back for another step.
  const FIELDS = ".as-pop input:not([type=hidden]), .as-pop button";
  const lookAtMenu = () => {
    const menu = board.querySelector(".as-menu[open]");
    if (!menu) return null;
    const fields = [...menu.querySelectorAll(FIELDS)];
    return {
      key: menu.querySelector("summary").dataset.key,
      typed: fields.filter((one) => one.matches("input")).map((one) => one.value),
      at: fields.indexOf(document.activeElement),
    };
  };
  const openAgain = ({ key, typed, at }) => {
    const menu = byKey(key)?.closest(".as-menu");
    if (!menu) return;
    menu.open = true;
    const fields = [...menu.querySelectorAll(FIELDS)];
    for (const [n, input] of fields.filter((one) => one.matches("input")).entries()) input.value = typed[n];
    fields[at]?.focus({ preventScroll: true });
  };

  const replace = (html, key, isMenuDone = false) => {
    const menu = isMenuDone ? null : lookAtMenu();
    const open = [...board.querySelectorAll("details[data-kept][open]")].map((one) => one.id);
    const scrolled = board.querySelector(".as-pool .as-list")?.scrollTop ?? 0;
    const picked = [...board.querySelectorAll(".as-pick:checked")].map((one) => one.value);
    const typed = board.querySelector("#new-section")?.value ?? "";
    const hadFocus = board.contains(document.activeElement) || document.activeElement === document.body;
    board.innerHTML = html;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const one of board.querySelectorAll(".as-pick")) one.checked = picked.includes(one.value);
    const list = board.querySelector(".as-pool .as-list");
    if (list) list.scrollTop = scrolled;
    const name = board.querySelector("#new-section");
    if (name && key !== "add-section" && key !== "new-section") name.value = typed;
    if (menu) openAgain(menu);
    if (hadFocus && key && !(menu?.at >= 0)) focusOn(key)?.scrollIntoView({ block: "nearest" });
  };

  const LOST = "没有保存：登录可能已过期。请刷新这一页，重新登录后再做。";
  const request = async (address, options) => {
    const response = await fetch(address, { ...options, headers: { Accept: "application/json" } });
    const isAnswer = response.ok && response.headers.get("Content-Type")?.startsWith("application/json");
    if (!isAnswer) throw new Error(response.ok || response.status === 403 ? LOST : `没有保存：服务器回答 ${response.status}。请刷新这一页再试。`);
    return response.json();
  };

  const send = async (form, body, key) => {
    isSaving = true;
    board.setAttribute("aria-busy", "true");
    say("正在保存…", "busy");
    try {
      const answer = await request(form.action, { method: "POST", body });
      kept = answer.board;
      const menu = board.querySelector(".as-menu[open]");
      replace(answer.board, key, answer.ok && (menu?.contains(form) || form.contains(menu)));
      say(answer.ok ? `已保存 ${clock()} · ${answer.said}` : answer.said, answer.ok ? "done" : "failed");
      const moved = key && byKey(key)?.closest("[data-article], [data-section]");
      if (moved && answer.ok) moved.classList.add("as-moved");
    } catch (error) {
      replace(kept, key);
      waiting = [];
      say(error instanceof TypeError ? "没有保存：网络不通，编排还是原来的样子。请稍后再试。" : error.message, "failed");
    }
    board.removeAttribute("aria-busy");
    isSaving = false;
    const next = waiting.shift();
    if (next) pressable(next)?.click();
  };

  // ---- forms ----

  const pressable = ({ key, menu, value }) =>
    menu ? [...(byKey(menu)?.closest(".as-menu").querySelectorAll(".as-pop button") ?? [])].find((one) => one.value === value) : byKey(key);
  board.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-search]")) {
      event.preventDefault();
      show(`${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`, "search");
    }
    if (!form.matches("[data-step]")) return;
    event.preventDefault();
    const pressed = event.submitter;
    const key = keyOf(pressed);
    if (isSaving) {
      const menu = pressed?.closest(".as-menu")?.querySelector("summary").dataset.key;
      if (menu) waiting.push({ menu, value: pressed.value });
      else if (pressed?.dataset.key) waiting.push({ key });
      return;
    }
    send(form, new FormData(form, pressed), key);
  });

  // The pool's pages and searches leave what is typed below alone.
  const show = async (address, key) => {
    try {
      const answer = await request(address, {});
      kept = answer.board;
      replace(answer.board, key);
      history.replaceState(null, "", address);
      announcer.textContent = board.querySelector("#pool-title").textContent;
    } catch {
      location.href = address;
    }
  };
  board.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-page]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href, link.dataset.key);
  });
  board.addEventListener("change", (event) => {
    if (event.target.id === "pool-scope") event.target.form.requestSubmit();
  });

  // ---- menus: one at a time, closed by Escape or a press elsewhere ----

  const closeMenus = (but = null) => {
    for (const menu of board.querySelectorAll(".as-menu[open]")) if (menu !== but) menu.removeAttribute("open");
  };
  document.addEventListener("pointerdown", (event) => closeMenus(event.target.closest?.(".as-menu")));
  // At once, and not when the browser tells of it later: keys that follow go where they are meant.
  board.addEventListener("click", (event) => {
    const menu = event.target.closest?.(".as-menu > summary")?.parentNode;
    if (!menu || event.defaultPrevented) return;
    event.preventDefault();
    menu.open = !menu.open;
    if (!menu.open) return;
    closeMenus(menu);
    const first = menu.querySelector(FIELDS);
    first?.focus();
    if (first?.matches("input")) first.select();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.activeElement?.closest?.(".as-menu[open]");
      closeMenus();
      menu?.querySelector("summary").focus();
    }
    const grip = event.target.closest?.("[data-grip]");
    if (grip && board.contains(grip) && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      press(grip, event.key === "ArrowUp" ? "up" : "down");
    }
    const isTyping = event.target.matches?.("input, textarea, select, [contenteditable=true]");
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !isTyping && byKey("undo")) {
      event.preventDefault();
      byKey("undo").click();
    }
  });
  // The grip keeps the focus, so the key can be pressed again.
  const press = (grip, way) => {
    const holder = grip.closest("[data-article], [data-section]");
    const scope = grip.dataset.grip === "section" ? holder.querySelector(".as-section-head") : holder;
    const button = scope.querySelector(`[data-${way}]`);
    if (!button) return;
    if (button.disabled) announcer.textContent = way === "up" ? "已经在最前" : "已经在最后";
    else if (isSaving) waiting.push({ key: button.dataset.key });
    else send(button.form, new FormData(button.form, button), grip.dataset.key);
  };

  // ---- dragging ----

  const EDGE = 90;
  let drag = null;

  const begin = (event, item, kind) => {
    const box = item.getBoundingClientRect();
    const ghost = item.cloneNode(true);
    for (const one of [ghost, ...ghost.querySelectorAll("[id]")]) one.removeAttribute("id");
    ghost.classList.add("as-ghost");
    ghost.style.width = `${box.width}px`;
    const holder = document.createElement("div");
    holder.className = "as-page as-flying";
    holder.setAttribute("aria-hidden", "true");
    holder.append(ghost);
    document.body.append(holder);
    drag = { item, kind, ghost: holder, x: event.clientX - box.left, y: event.clientY - box.top, at: event };
    drag.home = { parent: item.parentNode, next: item.nextElementSibling };
    item.classList.add("as-dragged");
    document.body.classList.add("as-dragging");
    if (kind === "section") board.classList.add("as-sorting");
    closeMenus();
    drag.timer = setInterval(scrollAtEdges, 30);
    follow(event);
  };
  const scrollAtEdges = () => {
    const { clientX, clientY } = drag.at;
    const list = document.elementFromPoint(clientX, clientY)?.closest?.(".as-pool .as-list");
    const by = clientY < EDGE ? -14 : clientY > window.innerHeight - EDGE ? 14 : 0;
    if (list && by) list.scrollBy(0, by);
    if (by) window.scrollBy(0, by);
    if (by) settle(drag.at);
  };
  const follow = (event) => {
    drag.at = event;
    drag.ghost.style.transform = `translate(${event.clientX - drag.x}px, ${event.clientY - drag.y}px)`;
    settle(event);
  };
  // Put what is dragged where it would be dropped now.
  const settle = ({ clientX, clientY }) => {
    const under = document.elementFromPoint(clientX, clientY);
    const list =
      drag.kind === "section"
        ? under?.closest?.("[data-sections]")
        : (under?.closest?.("[data-section], .as-pool")?.querySelector("[data-drop]") ?? null);
    if (!list || !board.contains(list)) return;
    for (const one of board.querySelectorAll(".as-target")) if (one !== list) one.classList.remove("as-target");
    list.classList.add("as-target");
    if (list.dataset.drop === "pool") {
      if (drag.item.parentNode !== list) list.prepend(drag.item);
      return;
    }
    const others = [...list.children].filter((one) => one !== drag.item);
    const next = others.find((one) => {
      const box = one.getBoundingClientRect();
      return clientY < box.top + box.height / 2;
    });
    if (next) {
      if (next.previousElementSibling !== drag.item) next.before(drag.item);
    } else if (list.lastElementChild !== drag.item) list.append(drag.item);
  };
  const end = (isDropped) => {
    const { item, kind, ghost, home, timer } = drag;
    clearInterval(timer);
    ghost.remove();
    item.classList.remove("as-dragged");
    document.body.classList.remove("as-dragging");
    board.classList.remove("as-sorting");
    for (const one of board.querySelectorAll(".as-target")) one.classList.remove("as-target");
    drag = null;
    const stays =
      (item.parentNode === home.parent && item.nextElementSibling === home.next) ||
      (item.parentNode === home.parent && home.parent.dataset.drop === "pool");
    if (!isDropped || stays) {
      home.parent.insertBefore(item, home.next);
      return;
    }
    const place = [...item.parentNode.children].indexOf(item) + 1;
    const form = kind === "section" ? item.querySelector(".as-section-head form") : item.querySelector("form.as-tools");
    const body = new FormData(form);
    if (kind === "section") body.set("position", place);
    else body.set("to", item.parentNode.dataset.drop === "pool" ? "pool" : `${item.parentNode.dataset.drop}:${place}`);
    send(form, body, item.querySelector("[data-grip]").dataset.key);
  };

  board.addEventListener("pointerdown", (event) => {
    if (event.button > 0 || isSaving || drag) return;
    const grip = event.target.closest?.("[data-grip]");
    const card = event.target.closest?.("[data-article]");
    // By touch the grip alone drags: the rest of a card scrolls the page.
    const byCard = card && event.pointerType === "mouse" && card.querySelector("[data-grip]");
    if (!grip && (!byCard || event.target.closest("button, summary, input, .as-pop"))) return;
    const kind = grip ? grip.dataset.grip : "article";
    const item = event.target.closest(kind === "section" ? "[data-section]" : "[data-article]");
    if (grip) {
      event.preventDefault();
      grip.focus({ preventScroll: true });
    }
    // A finger's events would go on to the grip alone, which is about to change its place.
    if (event.target.hasPointerCapture?.(event.pointerId)) event.target.releasePointerCapture(event.pointerId);
    const start = event;
    const move = (now) => {
      if (now.pointerId !== start.pointerId) return;
      if (!drag && Math.hypot(now.clientX - start.clientX, now.clientY - start.clientY) > 5) begin(start, item, kind);
      if (drag) {
        now.preventDefault();
        window.getSelection()?.removeAllRanges();
        follow(now);
      }
    };
    const stop = (now) => {
      if (now.type === "keydown" && now.key !== "Escape") return;
      document.removeEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel", "keydown"]) document.removeEventListener(name, stop);
      wasDragged = Boolean(drag);
      setTimeout(() => (wasDragged = false));
      if (drag) end(now.type === "pointerup");
    };
    document.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel", "keydown"]) document.addEventListener(name, stop);
  });
  board.addEventListener("dragstart", (event) => event.preventDefault());
  // A title that was dragged is not opened.
  let wasDragged = false;
  board.addEventListener("click", (event) => {
    if (wasDragged) event.preventDefault();
    wasDragged = false;
  }, true);

  // ---- what is typed below the board ----

  let isLeaving = false;
  const marks = (form) => form.querySelector("[data-unsaved]");
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-typed]");
    if (form && marks(form)) marks(form).hidden = false;
  });
  document.addEventListener("submit", (event) => {
    if (event.target.closest(".as-around")) isLeaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && document.querySelector("[data-unsaved]:not([hidden])")) event.preventDefault();
  });

  // A link of the checklist opens and shows the place it leads to.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('.as-check a[href^="#"]');
    const place = link && document.getElementById(link.hash.slice(1));
    if (!place) return;
    event.preventDefault();
    place.scrollIntoView({ block: "center" });
    place.focus({ preventScroll: true });
  });
})();
