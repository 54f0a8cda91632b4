// The panel 校对意见 beside a text: what proofreading finds while one writes, each with its fix, marked in the text.
// Nothing of it is ever in the text that is saved, and nothing happens while an input method composes.
"use strict";
(() => {
  const PAUSE = 800; // after the last key
  const RETRY = 10_000;
  const SHOWN = 60; // cards at once
  const BESIDE = 16; // characters around a passage
  const SIGNS = { error: "✕", warning: "！", info: "※" };
  const { read, range, fix, inUnits, marker } = window.proofingText;

  const { tell, told } = window.bulletinBackground;
  const make = (name, className = "", words = "") => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (words) element.textContent = words;
    return element;
  };
  // randomUUID() exists only on https.
  const uuid = () =>
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
      (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
    );

  const start = () => {
    const panel = document.getElementById("proofing");
    if (!panel) return;
    const page = JSON.parse(document.getElementById("proofing-page").textContent);
    const reasons = JSON.parse(document.getElementById("proofing-reasons").textContent);
    const form = document.getElementById("article_form");
    const state = document.getElementById("proofing-state");
    const saidLine = document.getElementById("proofing-said");
    const list = document.getElementById("proofing-list");
    const leftList = document.getElementById("proofing-left");
    const allButton = panel.querySelector("[data-proofing=all]");
    const moreButton = panel.querySelector("[data-proofing=more]");

    // ---- the text ----

    const shownBody = document.querySelector("#content-main .readonly .readonly");
    const row = document.querySelector(".field-body") ?? shownBody?.closest(".field-line");
    if (!row) return;
    // The row itself is never moved: an editor that is moved starts anew.
    row.parentElement.classList.add("proofing-beside");
    row.after(panel);
    panel.hidden = false;

    const editor = () => window.CKEDITOR?.instances.id_body;
    const root = () => {
      if (!page.may_write) return shownBody;
      const one = editor();
      return one?.status === "ready" && one.mode === "wysiwyg" ? (one.document?.$.body ?? null) : null;
    };
    // The fields of one line that are printed, by the name of their part.
    const fields = () => {
      const found = new Map();
      if (!page.may_write || !form) return found;
      for (const name of ["title", "source", "source_detail"]) {
        const field = form.elements[name];
        if (field?.type === "text" || field?.tagName === "TEXTAREA") found.set(name, field);
      }
      const captions = [...form.querySelectorAll('[name^="photos-"][name$="-caption"]')]
        .filter((field) => /^photos-\d+-/.test(field.name))
        .map((field) => {
          const other = (name) => form.elements[field.name.replace("-caption", `-${name}`)];
          return { field, at: Number(other("position")?.value) || Infinity, gone: other("DELETE")?.checked };
        })
        .filter(({ gone }) => !gone)
        .sort((one, two) => one.at - two.at);
      captions.forEach(({ field }, n) => found.set(`caption-${n + 1}`, field));
      return found;
    };
    const readAll = () => {
      const body = root();
      if (!body) return null;
      const shown = read(body);
      const parts = { ...(page.parts ?? {}) };
      for (const [name, field] of fields()) parts[name] = field.value;
      const title = parts.title ?? "";
      delete parts.title;
      return { shown, parts: { title, body: shown.text, ...parts } };
    };
    const isSame = (one, two) => JSON.stringify(one) === JSON.stringify(two);

    // ---- what is known ----

    let checked = null; // {parts, findings}: of the text as it was read
    let failed = "";
    let active = null; // the id of the finding that one is at
    let limit = SHOWN;
    let marks = null;
    let markedView = null;
    let composing = false;
    let request = null;
    let timer = null;
    let choosing = false; // a reason is being chosen: the list stays as it is
    let stale = false; // ... although there is something newer
    const open = () => checked?.findings.filter((one) => !one.verdict) ?? [];
    const left = () => checked?.findings.filter((one) => one.verdict) ?? [];

    // ---- asking ----

    const post = (url, body, signal) => tell(url, body, { signal });
    const schedule = (pause = PAUSE) => {
      clearTimeout(timer);
      timer = setTimeout(check, pause);
    };
    const edited = () => {
      if (composing) return;
      if (request && !isSame(request.parts, readAll()?.parts)) {
        request.controller.abort();
        request = null;
      }
      schedule();
    };
    const check = async () => {
      if (composing) return;
      const now = readAll();
      if (!now) {
        state.textContent = page.may_write && editor()?.mode === "source" ? "源代码方式下暂不校对。" : "正在校对…";
        return;
      }
      if (checked && !checked.isGuess && isSame(checked.parts, now.parts)) {
        mark(now.shown);
        return;
      }
      if (request && isSame(request.parts, now.parts)) return;
      request?.controller.abort();
      const mine = (request = { controller: new AbortController(), parts: now.parts });
      let answer;
      let said;
      try {
        answer = await post(page.check, { parts: now.parts }, mine.controller.signal);
        said = await told(answer);
      } catch (error) {
        if (error.name === "AbortError" || request !== mine) return;
        request = null;
        fail("暂时连不上服务器，稍后自动再校对。");
        schedule(RETRY);
        return;
      }
      if (request !== mine) return;
      request = null;
      if (!answer.ok) {
        fail(said.message ?? "校对暂时不能用，稍后自动再试。");
        // Signed out, or the server is out of order: that passes.
        if (![400, 404, 413].includes(answer.status)) schedule(RETRY);
        return;
      }
      // While it was on its way the text went on: what comes back is of yesterday, and the next one is on its way.
      if (composing || !isSame(readAll()?.parts, mine.parts)) {
        schedule();
        return;
      }
      failed = "";
      const findings = said.findings.filter((one) => one.part in mine.parts || !one.text);
      const inPart = (name) => inUnits(mine.parts[name] ?? "", findings.filter((one) => one.part === name));
      const names = [...new Set(findings.map((one) => one.part))];
      // The same after the next look; the same passage twice is told apart by its order.
      const seen = new Map();
      const named = (one) => {
        seen.set(one.id, (seen.get(one.id) ?? 0) + 1);
        return { ...one, key: `${one.id}:${seen.get(one.id)}` };
      };
      checked = { parts: mine.parts, findings: names.flatMap(inPart).map(named) };
      show();
      if (location.hash.startsWith("#finding=")) {
        const wanted = open().find((one) => location.hash === `#finding=${one.id}`);
        history.replaceState(null, "", location.pathname + location.search);
        if (wanted) activate(wanted, { focus: true });
      }
    };
    const fail = (words) => {
      failed = words;
      state.textContent = words;
    };

    // ---- marks in the text ----

    const mark = (shown) => {
      const view = root()?.ownerDocument.defaultView;
      if (!view) return;
      if (markedView !== view) {
        markedView = view;
        marks = marker(view);
      }
      marks?.draw(shown, open().filter((one) => one.part === "body"));
      point(shown);
      const marked = new Map();
      for (const one of open()) if (!marked.has(one.part)) marked.set(one.part, one.severity);
      for (const [name, field] of fields()) {
        if (marked.has(name)) field.dataset.proofing = marked.get(name);
        else delete field.dataset.proofing;
      }
    };
    const point = (shown) => {
      const one = open().find((each) => each.key === active);
      marks?.point(one?.part === "body" ? range(shown, one.start, one.end) : null);
    };

    // ---- the list ----

    const show = () => {
      if (choosing) {
        stale = true;
        return;
      }
      stale = false;
      const now = readAll();
      if (now) mark(now.shown);
      const found = open();
      const had = list.contains(document.activeElement);
      list.replaceChildren(...found.slice(0, limit).map(card));
      moreButton.hidden = found.length <= limit;
      moreButton.textContent = `再显示 ${Math.min(SHOWN, found.length - limit)} 条（共 ${found.length} 条）`;
      if (active && !found.some((one) => one.key === active)) active = null;
      tellState(found);
      showLeft();
      const neutral = found.filter((one) => one.neutral);
      allButton.hidden = !page.may_write || !neutral.length;
      allButton.textContent = `全部采纳不影响意思的改动（${neutral.length} 处）`;
      allButton.title = "标点、空格、全角半角一类，不改变文字的意思；可以撤销。";
      settle();
      if (had) (list.querySelector("[aria-current]") ?? list.firstElementChild ?? saidLine).focus();
    };
    const tellState = (found) => {
      const counts = new Map();
      for (const one of found) counts.set(one.word, (counts.get(one.word) ?? 0) + 1);
      const words = [...counts].map(([word, count]) => `${count} 处${word}`).join("，") || "没有发现问题";
      // Said again only where it is something else.
      if (state.textContent !== words) state.textContent = words;
      state.dataset.state = found.length ? "found" : "fine";
    };
    const passage = (one) => {
      const quote = make("p", "proofing-passage");
      const text = checked.parts[one.part] ?? "";
      const from = Math.max(text.lastIndexOf("\n", one.start - 1) + 1, one.start - BESIDE);
      const line = text.indexOf("\n", one.end);
      const to = Math.min(line < 0 ? text.length : line, one.end + BESIDE);
      quote.append(
        one.start - from === BESIDE ? "…\u2060" : "",
        text.slice(from, one.start),
        make("mark", `proofing-${one.severity}`, one.text || "‸"),
        text.slice(one.end, to),
        to - one.end === BESIDE ? "…" : "",
      );
      return quote;
    };
    const PARTS = { title: "标题", source: "转载来源", source_detail: "来源细目" };
    const partName = (part) => PARTS[part] ?? (part.startsWith("caption-") ? "图片说明" : "");
    const button = (action, words, main = false) => {
      const made = make("button", main ? "desk-button desk-button-main" : "desk-button", words);
      made.type = "button";
      made.dataset.proofing = action;
      return made;
    };
    const head = (one) => {
      const line = make("p", "proofing-head");
      const sign = make("span", `proofing-word proofing-word-${one.severity}`);
      const mark_ = make("span", "proofing-sign", SIGNS[one.severity]);
      mark_.ariaHidden = "true";
      sign.append(mark_, one.word);
      line.append(sign, make("b", "", one.label));
      if (partName(one.part)) line.append(make("span", "proofing-part", partName(one.part)));
      return line;
    };
    const card = (one) => {
      const item = make("li", "proofing-card");
      item.dataset.key = one.key;
      item.tabIndex = -1;
      item.append(head(one));
      if (one.text || one.part === "body") item.append(passage(one));
      item.append(make("p", "proofing-message", one.message));
      if (one.remark) item.append(make("p", "proofing-remark", `${one.remark.who}认为不用改：${one.remark.why}`));
      if (one.suggestion !== null) {
        const fresh = make("p", "proofing-fix", one.suggestion ? "改为：" : "删去：");
        fresh.append(make("b", "", one.suggestion || one.text));
        item.append(fresh);
      }
      const buttons = make("p", "proofing-buttons");
      if (one.suggestion !== null && page.may_write) buttons.append(button("accept", "采纳", true));
      if (!page.against) buttons.append(button("dismiss", "不改"));
      if (one.text || one.part === "body") buttons.append(button("jump", "看原文"));
      item.append(buttons);
      return item;
    };
    const showLeft = () => {
      const found = left();
      const box = leftList.closest("details");
      box.hidden = !found.length;
      box.querySelector("summary").textContent = `已放过 ${found.length} 处`;
      leftList.replaceChildren(
        ...found.slice(0, limit).map((one) => {
          const item = make("li", "proofing-card proofing-card-left");
          item.dataset.key = one.key;
          item.append(head(one), passage(one));
          const { why, who, when, waives } = one.verdict;
          item.append(make("p", "proofing-message", `${waives ? "放行" : "不改"}：${why}（${who}，${when}）`));
          const buttons = make("p", "proofing-buttons");
          if (!page.against) buttons.append(button("back", "恢复"));
          buttons.append(button("jump", "看原文"));
          item.append(buttons);
          return item;
        }),
      );
    };
    // One card at a time is in the way of the Tab key.
    const settle = () => {
      const cards = [...list.children];
      for (const item of cards) {
        const here = item.dataset.key === active || (!active && item === cards[0]);
        item.tabIndex = here ? 0 : -1;
        if (item.dataset.key === active) item.setAttribute("aria-current", "true");
        else item.removeAttribute("aria-current");
        for (const one of item.querySelectorAll("button")) one.tabIndex = here ? 0 : -1;
      }
    };

    // ---- going to a finding ----

    const cardOf = (one) => panel.querySelector(`[data-key="${CSS.escape(one.key)}"]`);
    const activate = (one, { focus = false } = {}) => {
      active = one.key;
      const place = open().indexOf(one);
      if (place >= limit) {
        limit = place + SHOWN;
        show();
      }
      settle();
      const now = readAll();
      if (now) point(now.shown);
      if (now && one.part === "body") bring(range(now.shown, one.start, one.end));
      if (focus) cardOf(one)?.focus({ preventScroll: true });
      cardOf(one)?.scrollIntoView({ block: "nearest" });
    };
    // Into sight, without taking the keyboard from where it is.
    const bring = (made) => {
      if (!made) return;
      const view = made.startContainer.ownerDocument.defaultView;
      const box = made.getBoundingClientRect();
      if (view === window) {
        if (box.top < 80 || box.bottom > innerHeight - 40) scrollBy(0, box.top - innerHeight / 3);
      } else if (box.top < 0 || box.bottom > view.innerHeight) {
        view.scrollBy(0, box.top - view.innerHeight / 3);
      }
    };
    const jump = (one) => {
      active = one.key;
      settle();
      const field = fields().get(one.part);
      if (field) {
        field.focus();
        field.setSelectionRange(one.start, one.end);
        return;
      }
      const now = readAll();
      const made = now && one.part === "body" ? range(now.shown, one.start, one.end) : null;
      if (!made) {
        say("这一处不在正文里，请看页面上的资料。");
        return;
      }
      if (page.may_write) {
        editor().container.$.scrollIntoView({ block: "nearest" });
        editor().focus();
      }
      const selection = made.startContainer.ownerDocument.defaultView.getSelection();
      selection.removeAllRanges();
      selection.addRange(made);
      bring(made);
      point(now.shown);
    };
    const step = (way) => {
      const found = open();
      if (!found.length) {
        say("没有要处理的校对意见。");
        return;
      }
      const at = found.findIndex((one) => one.key === active);
      const next = at < 0 ? (way > 0 ? 0 : found.length - 1) : (at + way + found.length) % found.length;
      activate(found[next], { focus: true });
    };
    const say = (words) => {
      saidLine.textContent = words;
    };

    // ---- taking a fix ----

    const untold = []; // fixes the server has not counted yet
    const tellTaken = async (taken) => {
      untold.push(...taken.map((one) => ({ key: uuid(), place: one.place })));
      const sent = untold.splice(0, 500);
      try {
        const answer = await post(page.verdict, { action: "accept", taken: sent });
        if (answer.status >= 500) untold.push(...sent);
      } catch {
        untold.push(...sent); // with the next one
      }
    };
    const inField = (field, one) => {
      if (field.value.slice(one.start, one.end) !== one.text) return false;
      field.focus({ preventScroll: true });
      field.setSelectionRange(one.start, one.end);
      // The one way that leaves the field's own undo whole.
      const done = one.suggestion
        ? document.execCommand("insertText", false, one.suggestion)
        : document.execCommand("delete");
      if (!done) {
        field.setRangeText(one.suggestion, one.start, one.end, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      return true;
    };
    // All of them, from the last to the first; in the editor one step for 撤销.
    const take = (wanted) => {
      const now = readAll();
      if (composing) return;
      if (!now || !isSame(now.parts, checked?.parts)) {
        say("正文刚有改动，正在重新校对，请稍候再采纳。");
        schedule(0);
        return;
      }
      const taken = [];
      const places = fields();
      const inBody = wanted.filter((one) => one.part === "body");
      const lastFirst = (found) => [...found].sort((one, two) => two.start - one.start);
      for (const one of lastFirst(wanted.filter((each) => each.part !== "body"))) {
        if (places.has(one.part) && inField(places.get(one.part), one)) taken.push(one);
      }
      if (inBody.length) {
        editor().fire("saveSnapshot");
        for (const one of lastFirst(inBody)) if (fix(now.shown, one)) taken.push(one);
        editor().fire("saveSnapshot");
        editor().fire("change");
      }
      if (!taken.length) {
        say("这一处已经不是原来的样子，正在重新校对。");
        schedule(0);
        return;
      }
      forget(taken);
      say(taken.length > 1 ? `已采纳 ${taken.length} 处，可以撤销（Ctrl+Z）。` : `已采纳：${taken[0].suggestion ? `改为“${taken[0].suggestion}”` : `删去“${taken[0].text}”`}，可以撤销（Ctrl+Z）。`);
      tellTaken(taken);
      schedule(0);
    };
    // Until the server has looked again: what was taken is gone, and what stands behind it has moved.
    const forget = (taken) => {
      const found = open();
      const at = found.findIndex((one) => taken.includes(one));
      const next = found.slice(at + 1).find((one) => !taken.includes(one)) ?? found.find((one) => !taken.includes(one));
      const moved = (one) =>
        taken
          .filter((each) => each.part === one.part && each.end <= one.start)
          .reduce((sum, each) => sum + each.suggestion.length - each.text.length, 0);
      const rest = checked.findings.filter((one) => !taken.includes(one));
      checked = {
        parts: readAll()?.parts ?? checked.parts,
        findings: rest.map((one) => ({ ...one, start: one.start + moved(one), end: one.end + moved(one) })),
        isGuess: true,
      };
      active = next?.key ?? null;
      const here = panel.contains(document.activeElement) || document.activeElement === document.body || fieldHasFocus();
      show();
      if (next && here) cardOf(next)?.focus({ preventScroll: true });
      else if (here) saidLine.focus({ preventScroll: true });
    };
    const fieldHasFocus = () => [...fields().values()].includes(document.activeElement);

    // ---- leaving a passage as it is ----

    const choose = (one) => {
      const item = cardOf(one);
      if (item.querySelector(".proofing-reasons")) return;
      choosing = true;
      const group = make("div", "proofing-reasons");
      group.setAttribute("role", "group");
      group.ariaLabel = "不改的原因";
      group.append(make("p", "", "为什么不改？"));
      for (const [value, label] of reasons) {
        const made = button("reason", label);
        made.dataset.reason = value;
        group.append(made);
      }
      const other = make("p", "proofing-other");
      other.hidden = true;
      const box = make("input");
      // It belongs to no form: the article's own is neither sent nor changed by it.
      box.setAttribute("form", "proofing-none");
      box.maxLength = page.max_note;
      box.ariaLabel = "写明原因";
      box.placeholder = "写明原因";
      other.append(box, button("confirm", "确定", true));
      group.append(other);
      item.append(group);
      group.querySelector("button").focus();
    };
    const close = () => {
      panel.querySelector(".proofing-reasons")?.remove();
      choosing = false;
      if (stale) show();
    };
    const send = async (body, one, words) => {
      for (const each of cardOf(one)?.querySelectorAll("button") ?? []) each.disabled = true;
      let answer = null;
      let said = {};
      try {
        answer = await post(page.verdict, body);
        said = await told(answer);
      } catch {
        // said below
      }
      if (!answer?.ok) {
        for (const each of cardOf(one)?.querySelectorAll("button") ?? []) each.disabled = false;
        say(said.message ?? "没有办成：连不上服务器。请稍后再试。");
        return null;
      }
      say(words);
      return said;
    };
    const dismiss = async (one, reason, note) => {
      const label = new Map(reasons).get(reason);
      const said = await send({ action: "dismiss", place: one.place, reason, note }, one, `已放过：“${one.text || one.label}”（${label}）。`);
      if (!said) return;
      const found = open();
      const next = found[found.indexOf(found.find((each) => each.key === one.key)) + 1] ?? found.find((each) => each.key !== one.key);
      // The same passage in the same words is the same passage, however often it stands there.
      for (const each of checked.findings) if (each.id === one.id) each.verdict = said.verdict;
      active = next && !next.verdict ? next.key : (open()[0]?.key ?? null);
      close();
      show();
      (list.querySelector("[aria-current]") ?? saidLine).focus({ preventScroll: true });
    };
    const takeBack = async (one) => {
      const said = await send({ action: "take_back", verdict: one.verdict.pk }, one, `已恢复：“${one.text || one.label}”。`);
      if (!said) return;
      checked = null;
      active = one.key;
      schedule(0);
    };

    // ---- hands and keys ----

    const findingOf = (element) => {
      const key = element.closest("[data-key]")?.dataset.key;
      return checked?.findings.find((one) => one.key === key);
    };
    panel.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      const one = findingOf(event.target);
      if (!pressed) {
        if (one && !one.verdict && !event.target.closest(".proofing-reasons")) activate(one, { focus: true });
        return;
      }
      const group = pressed.closest(".proofing-reasons");
      if (pressed === allButton) take(open().filter((each) => each.neutral));
      else if (pressed === moreButton) {
        limit += SHOWN;
        show();
      } else if (pressed.dataset.proofing === "accept") take([one]);
      else if (pressed.dataset.proofing === "dismiss") {
        close();
        choose(one);
      } else if (pressed.dataset.proofing === "jump") jump(one);
      else if (pressed.dataset.proofing === "back") takeBack(one);
      else if (pressed.dataset.reason === "other") {
        group.querySelector(".proofing-other").hidden = false;
        group.querySelector("input").focus();
      } else if (pressed.dataset.reason) dismiss(one, pressed.dataset.reason, "");
      else if (pressed.dataset.proofing === "confirm") confirmOther(group, one);
    });
    const confirmOther = (group, one) => {
      const note = group.querySelector("input").value.trim();
      if (note) dismiss(one, "other", note);
      else say("原因选“其他”的，请写明。");
    };
    const onKey = (event) => {
      if (event.isComposing || composing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key !== "F8") return;
      event.preventDefault();
      event.stopPropagation();
      close();
      step(event.shiftKey ? -1 : 1);
    };
    document.addEventListener("keydown", onKey, true);
    panel.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const one = findingOf(event.target);
      const onCard = event.target.matches(".proofing-card") && one && !one.verdict;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.matches("input")) {
        event.preventDefault();
        if (page.may_write) editor().execCommand(event.shiftKey ? "redo" : "undo");
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const keys = {
        Enter: () => {
          if (event.target.matches(".proofing-other input")) confirmOther(event.target.closest(".proofing-reasons"), one);
          else if (onCard && one.suggestion !== null && page.may_write) take([one]);
          else if (onCard) jump(one);
          else return false;
        },
        Delete: () => (onCard && !page.against ? choose(one) : false),
        Escape: () => {
          if (event.target.closest(".proofing-reasons")) {
            const item = event.target.closest(".proofing-card");
            close();
            item.focus();
          } else if (onCard || one) jump(one);
          else return false;
        },
        ArrowDown: () => (onCard ? step(1) : false),
        ArrowUp: () => (onCard ? step(-1) : false),
      };
      if (!keys[event.key] || keys[event.key]() === false) return;
      event.preventDefault();
      event.stopPropagation();
    });
    // What is written here is no change of the article.
    for (const name of ["input", "change"]) panel.addEventListener(name, (event) => event.stopPropagation());

    // ---- listening to the text ----

    const compose = (target) => {
      target.addEventListener("compositionstart", () => {
        composing = true;
        clearTimeout(timer);
      });
      target.addEventListener("compositionend", () => {
        composing = false;
        schedule();
      });
    };
    compose(document);
    form?.addEventListener("input", edited);
    const listen = (one) => {
      const body = one.document?.$.body;
      if (!body) return;
      new MutationObserver(edited).observe(body, { characterData: true, childList: true, subtree: true });
      compose(body.ownerDocument);
      body.ownerDocument.addEventListener("keydown", onKey, true);
      schedule(checked ? PAUSE : 0);
    };
    if (page.may_write) {
      const attach = (one) => {
        if (one.name !== "id_body") return;
        listen(one);
        one.on("contentDom", () => listen(one));
        one.on("mode", () => schedule(0));
      };
      if (editor()?.status === "ready") attach(editor());
      window.CKEDITOR?.on("instanceReady", (event) => attach(event.editor));
    } else {
      schedule(0);
    }
    state.textContent = "正在校对…";
  };

  document.addEventListener("DOMContentLoaded", start);
})();
