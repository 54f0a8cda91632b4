// The thread of an article: sent without leaving the page, and tied to the passages that it quotes.
"use strict";
(() => {
  const thread = () => document.getElementById("thread");

  // ---- the text of the article, in the editor or as it is shown to who may only read ----

  const editor = () => Object.values(window.CKEDITOR?.instances ?? {}).find((one) => /body/.test(one.name));
  const places = () => {
    const frame = editor()?.document?.$;
    if (frame) return [[frame.body, frame.defaultView]];
    return [...document.querySelectorAll("#content-main .readonly")].map((root) => [root, window]);
  };
  const selected = () => {
    for (const [root, view] of places()) {
      const selection = view.getSelection();
      if (selection?.rangeCount && root.contains(selection.getRangeAt(0).commonAncestorContainer)) {
        const text = selection.toString().trim();
        if (text) return text;
      }
    }
    return "";
  };
  // A passage may run through bold words and over paragraphs; white space is not compared.
  const find = (passage) => {
    const wanted = passage.replace(/\s/g, "");
    for (const [root, view] of places()) {
      const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const letters = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        [...node.data].reduce((at, letter) => {
          if (!/\s/.test(letter)) letters.push([letter, node, at]);
          return at + letter.length;
        }, 0);
      }
      const text = letters.map(([letter]) => letter).join("");
      const from = text.indexOf(wanted);
      if (!wanted || from < 0) continue;
      const first = [...text.slice(0, from)].length;
      const last = first + [...wanted].length - 1;
      const range = root.ownerDocument.createRange();
      range.setStart(letters[first][1], letters[first][2]);
      range.setEnd(letters[last][1], letters[last][2] + letters[last][0].length);
      view.getSelection().removeAllRanges();
      view.getSelection().addRange(range);
      (editor()?.container?.$ ?? root).scrollIntoView({ block: "center" });
      letters[first][1].parentElement.scrollIntoView({ block: "center" });
      return true;
    }
    return false;
  };

  const quote = (text) => {
    const shown = thread().querySelector("[data-quoted]");
    shown.hidden = !text;
    shown.querySelector("span").textContent = text;
    thread().querySelector(".thread-new [name=quote]").value = text;
    thread().querySelector("textarea").focus();
  };
  const say = (words) => {
    thread().querySelector(".thread-said").textContent = words;
  };
  const ready = () => {
    const button = thread()?.querySelector("[data-quote]");
    if (button) button.hidden = false;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#thread button");
    if (!button) return;
    if (button.matches("[data-quote]")) {
      const text = selected();
      if (!text) say("请先在下面的正文中选中一段文字，再点“引用正文中选中的文字”。");
      else if (text.length > Number(button.dataset.most)) say(`选中的文字太长，请不超过 ${button.dataset.most} 字。`);
      else quote(text);
    }
    if (button.matches("[data-unquote]")) quote("");
    if (button.matches("[data-finds]") && !find(button.textContent)) say("正文里已经没有这段文字，可能改过了。");
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-thread]")) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const typed = form.querySelector("textarea")?.value;
    const kept = thread().querySelector("textarea").value;
    for (const button of thread().querySelectorAll("button")) button.disabled = true;
    const failed = (words) => {
      for (const button of thread().querySelectorAll("button")) button.disabled = false;
      say(words);
    };
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    } catch {
      failed("没有发出：网络不通。写的内容还在，请稍后再试。");
      return;
    }
    const html = await answer.text();
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("thread");
    if (answer.redirected || !fresh) {
      failed("没有发出：登录已过期或网页已更新。请另开一页登录后，再点一次。");
      return;
    }
    thread().replaceWith(fresh);
    ready();
    // A note in the making survives that another one is marked.
    if (typed === undefined) thread().querySelector("textarea").value = kept;
    thread().querySelector(answer.ok ? ".thread-said" : "textarea")?.scrollIntoView({ block: "nearest" });
  });

  ready();
})();
