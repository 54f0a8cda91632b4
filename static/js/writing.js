// The article's page: what is typed is kept on the server every few seconds, and in this browser until the server has
// it; 保存 goes out only once the server has answered, so that an expired session never takes the text with it.
"use strict";
(() => {
  const EVERY = 2_500; // how often it is looked whether something was typed
  const BEAT = 15_000; // how often the server hears that the page is open
  const PREFIX = "bulletin-writing";

  const { tell, told } = window.bulletinBackground;
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

  const start = () => {
    const data = document.getElementById("writing-page");
    const form = document.getElementById("article_form");
    if (!data || !form) return;
    const page = JSON.parse(data.textContent);
    const place = `${PREFIX}:${page.user}:${page.article ?? "new"}:`;
    const line = document.getElementById("writing-state");
    const editors = () => Object.values(window.CKEDITOR?.instances ?? {});

    // ---- what is in the form ----

    const collect = () => {
      for (const editor of editors()) if (editor.status === "ready") editor.updateElement();
      const fields = {};
      for (const [name, value] of new FormData(form)) {
        if (name.startsWith("_") || name === "csrfmiddlewaretoken" || typeof value !== "string") continue;
        (fields[name] ??= []).push(value);
      }
      return fields;
    };
    const version = () => form.elements.version?.value ?? "";
    let kept = page.unsaved ? "" : JSON.stringify(collect());
    // The editor writes the same text a little differently: that is nobody's change.
    window.CKEDITOR?.on("instanceReady", ({ editor }) => {
      if (!kept) return;
      const fields = JSON.parse(kept);
      fields[editor.name.replace(/^id_/, "")] = [editor.getData()];
      kept = JSON.stringify(fields);
    });

    // ---- in this browser ----

    const rememberHere = (text) => {
      try {
        localStorage.setItem(place + page.key, JSON.stringify({ at: Date.now(), fields: JSON.parse(text) }));
        return true;
      } catch {
        return false; // full, or switched off
      }
    };
    const forgetHere = (key) => {
      try {
        localStorage.removeItem(place + key);
      } catch {
        // switched off: nothing is there
      }
    };
    const left = () => {
      try {
        return Object.keys(localStorage)
          .filter((name) => name.startsWith(place) && name !== place + page.key)
          .map((name) => [name.slice(place.length), JSON.parse(localStorage.getItem(name))]);
      } catch {
        return [];
      }
    };

    // ---- to the server ----

    let shown = "";
    const show = (state, words, link = "") => {
      // A link that somebody is about to press must not be exchanged for its like at every try.
      if (shown === `${state} ${words} ${link}`) return;
      shown = `${state} ${words} ${link}`;
      line.dataset.state = state;
      line.textContent = words;
      if (!link) return;
      const anchor = line.appendChild(document.createElement("a"));
      anchor.href = link;
      anchor.target = "_blank";
      anchor.textContent = "在新窗口重新登录";
    };
    const send = (body, keepalive = false) => tell(page.url, body, { keepalive });

    let running = null;
    let isOver = false; // the form has gone out, or the text was thrown away
    let beat = 0;
    let editable = true;

    // True: the server has what is in the form. False: it does not, and the line says why.
    const keep = async () => {
      const text = JSON.stringify(collect());
      const changed = text !== kept;
      if (changed) {
        rememberHere(text);
        if (line.dataset.state !== "failed") show("busy", "正在保存…");
      }
      const body = { key: page.key, version: version() };
      if (changed) Object.assign(body, { fields: JSON.parse(text), from: page.from, from_at: page.from_at });
      let answer;
      try {
        answer = await send(body);
      } catch {
        const where = rememberHere(text) ? "内容已存在这台电脑的浏览器里，" : "";
        show("failed", `未能保存，正在重试：连不上服务器。${where}请不要关闭这一页。`);
        return false;
      }
      beat = Date.now();
      const said = await told(answer);
      if (!answer.ok) {
        const where = rememberHere(text) ? "内容还在这一页上，也存在这台电脑的浏览器里。" : "内容还在这一页上。";
        if (answer.status === 401) {
          show("failed", `未能保存，正在重试：${said.message ?? "登录已过期。"}${where}`, said.sign_in ?? "/accounts/login/");
        } else {
          show("failed", `未能保存，正在重试：${said.message ?? "服务器暂时出错。"}${where}`, said.sign_in);
        }
        // A server that is out of order must not keep anybody from saving.
        return answer.status >= 500;
      }
      if (changed) {
        kept = text;
        forgetHere(page.key);
        page.from = page.from_at = null;
        show("kept", `已自动保存 ${said.kept_at ?? clock()}（还没有存入稿件，写完请按“保存”）`);
      } else if (line.dataset.state === "failed") {
        show("kept", `已重新连上，内容已自动保存 ${clock()}`);
      }
      editable = said.editable;
      if (!editable) {
        show("failed", "这篇稿件现在不能修改，可能刚刚提交或签发。您写的内容已自动保存，刷新页面后可以查看、复制。");
      }
      document.getElementById("writing-newer").hidden = !said.newer;
      tellOthers(said.others);
      return true;
    };
    // One at a time; who calls meanwhile waits, and then tries once more.
    const keepNow = async () => {
      while (running) await running;
      running = keep();
      try {
        return await running;
      } finally {
        running = null;
      }
    };
    const tellOthers = (others) => {
      const others_line = document.getElementById("writing-others");
      const own = others.filter((name) => name.startsWith("您"));
      const people = others.filter((name) => !name.startsWith("您"));
      const words =
        (people.length ? `这篇稿件也正由${people.join("、")}修改。请先商量好由谁来改。` : "") +
        (own.length ? `${own[0]}也开着这篇稿件，请只在一个窗口里改。` : "");
      others_line.hidden = !words;
      if (others_line.textContent !== words) others_line.textContent = words;
    };

    const look = () => {
      if (isOver || running) return;
      if (JSON.stringify(collect()) !== kept || line.dataset.state === "failed" || Date.now() - beat >= BEAT) keepNow();
    };

    // ---- when the page goes, and when it comes ----

    const going = () => {
      if (isOver) return;
      const text = JSON.stringify(collect());
      if (text === kept) return;
      rememberHere(text);
      // A request that outlives its page may carry 64 KB; what is longer waits in this browser.
      if (text.length < 15_000) {
        send({ key: page.key, version: version(), fields: JSON.parse(text), from: page.from, from_at: page.from_at }, true).catch(() => {});
      }
    };
    document.addEventListener("visibilitychange", () => document.hidden && going());
    window.addEventListener("pagehide", () => {
      going();
      send({ key: page.key, leaving: true }, true).catch(() => {});
    });

    // What the server never got goes there first; then the page offers it.
    const handIn = async () => {
      let handed = 0;
      for (const [key, copy] of left()) {
        try {
          const answer = await send({ key, fields: copy.fields });
          if (answer.ok) {
            forgetHere(key);
            handed += 1;
          }
        } catch {
          return; // tried again with the next page
        }
      }
      if (!handed || JSON.stringify(collect()) !== kept) return;
      isOver = true;
      location.reload();
    };

    let typing = null;
    form.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => {
        const text = JSON.stringify(collect());
        if (!isOver && text !== kept) rememberHere(text);
      }, 400);
    });

    form.addEventListener("submit", async (event) => {
      if (isOver) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      if (button?.dataset.waiting) return;
      if (button) button.dataset.waiting = "1";
      const arrived = await keepNow();
      if (button) delete button.dataset.waiting;
      if (!arrived || !editable) {
        line.scrollIntoView({ block: "center" });
        return;
      }
      isOver = true;
      show("busy", "正在保存…");
      form.requestSubmit(button ?? undefined);
    });
    // Back from a page that could not be reached: this one goes on.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) isOver = false;
    });

    // ---- two versions side by side ----

    const chosen = new Map(); // for each part what was sent, as this form came with it
    const put = (name, value, choice) => {
      const editor = window.CKEDITOR?.instances[`id_${name}`];
      if (editor) {
        editor.setData(value);
        return;
      }
      const field = form.elements[name];
      if (field.tagName === "SELECT" && value && ![...field.options].some((option) => option.value === value)) {
        field.add(new Option(choice, value));
      }
      field.value = value;
      // The search boxes hear jQuery's events alone.
      window.django?.jQuery ? django.jQuery(field).trigger("change") : field.dispatchEvent(new Event("change"));
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const valueOf = (name) => window.CKEDITOR?.instances[`id_${name}`]?.getData() ?? form.elements[name].value;
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("[data-takes]");
      if (!button || button.getAttribute("aria-pressed") === "true") return;
      const part = button.closest("[data-part]");
      const name = part.dataset.part;
      if (button.dataset.takes === "stored") {
        chosen.set(name, valueOf(name)); // with what was changed meanwhile
        put(name, button.dataset.value, button.dataset.choice);
      } else {
        put(name, chosen.get(name), "");
      }
      for (const one of part.querySelectorAll("[data-takes]")) one.setAttribute("aria-pressed", String(one === button));
    });

    setInterval(look, EVERY);
    handIn().then(look);
  };

  document.addEventListener("DOMContentLoaded", start);
})();
